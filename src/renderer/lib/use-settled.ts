import { useEffect, useState } from 'react'

/** `value` once it has stayed the same for `ms`, so that nobody is asked about every letter typed. */
export function useSettled<Value>(value: Value, key: string, ms = 400): Value {
  const [settled, setSettled] = useState({ key, value })
  useEffect(() => {
    if (settled.key === key) return undefined
    const timer = setTimeout(() => setSettled({ key, value }), ms)
    return () => clearTimeout(timer)
  }, [key, value, settled.key, ms])
  return settled.value
}
