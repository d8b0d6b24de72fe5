const switches = new Map<string, string>()

/** Reads Chromium-style switches (`--name=value`, `--name`) out of the program's arguments. */
export function readSwitches(args: readonly string[]): void {
  for (const argument of args) {
    if (argument === '--') return
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument)
    if (match?.[1] !== undefined) switches.set(match[1], match[2] ?? '')
  }
}

export const commandLine = {
  appendSwitch: (name: string, value = ''): void => void switches.set(name, value),
  hasSwitch: (name: string): boolean => switches.has(name),
  getSwitchValue: (name: string): string => switches.get(name) ?? '',
  removeSwitch: (name: string): void => void switches.delete(name),
} satisfies Partial<Electron.CommandLine>
