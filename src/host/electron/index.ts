/** What `import … from 'electron'` gives under the host. Everything the host lacks is here too, and throws by name. */
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { dialog } from './dialog.ts'
import { ipcMain } from './ipc-main.ts'
import { Menu, MenuItem } from './menu.ts'
import { nativeTheme } from './native-theme.ts'
import { session } from './session.ts'
import { absent } from './strict.ts'
import { clipboard, Notification, powerMonitor, safeStorage, screen, shell } from './system.ts'

const protocol = session.defaultSession.protocol
const autoUpdater = absent('autoUpdater')
const BaseWindow = absent('BaseWindow')
const contentTracing = absent('contentTracing')
const crashReporter = absent('crashReporter')
const desktopCapturer = absent('desktopCapturer')
const globalShortcut = absent('globalShortcut')
const MessageChannelMain = absent('MessageChannelMain')
const nativeImage = absent('nativeImage')
const net = absent('net')
const netLog = absent('netLog')
const powerSaveBlocker = absent('powerSaveBlocker')
const systemPreferences = absent('systemPreferences')
const Tray = absent('Tray')
const utilityProcess = absent('utilityProcess')
const View = absent('View')
const webContents = absent('webContents')
const WebContentsView = absent('WebContentsView')
const webFrameMain = absent('webFrameMain')

const electron = {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  autoUpdater,
  BaseWindow,
  contentTracing,
  crashReporter,
  desktopCapturer,
  globalShortcut,
  MessageChannelMain,
  nativeImage,
  net,
  netLog,
  powerSaveBlocker,
  systemPreferences,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
} // prettier-ignore

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeTheme,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  autoUpdater,
  BaseWindow,
  contentTracing,
  crashReporter,
  desktopCapturer,
  globalShortcut,
  MessageChannelMain,
  nativeImage,
  net,
  netLog,
  powerSaveBlocker,
  systemPreferences,
  Tray,
  utilityProcess,
  View,
  webContents,
  WebContentsView,
  webFrameMain,
  // CommonJS modules that `require('electron')` get this object
  electron as 'module.exports',
} // prettier-ignore
export default electron
