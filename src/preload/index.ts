import { contextBridge, ipcRenderer } from 'electron'
import type { contract } from '../shared/contract.ts'
import type { CounterfoilApi } from './api.ts'

type Channel = {
  [F in keyof typeof contract]: `${F}.${Extract<keyof (typeof contract)[F], string>}`
}[keyof typeof contract]

/** One named function for one channel; the page never chooses a channel. */
const call = (channel: Channel) => (input: unknown) => ipcRenderer.invoke(`counterfoil:${channel}`, input)

const api: CounterfoilApi = {
  accounts: {
    state: call('accounts.state'),
    startDemo: call('accounts.startDemo'),
    checkKey: call('accounts.checkKey'),
    connect: call('accounts.connect'),
    activate: call('accounts.activate'),
    forgetKey: call('accounts.forgetKey'),
    openConnected: call('accounts.openConnected'),
    remove: call('accounts.remove'),
  },
  allAccounts: { standing: call('allAccounts.standing') },
  app: {
    info: call('app.info'),
    openExternal: call('app.openExternal'),
    copyText: call('app.copyText'),
  },
  applicationFees: {
    previewRefund: call('applicationFees.previewRefund'),
    refund: call('applicationFees.refund'),
  },
  approvals: {
    state: call('approvals.state'),
    addOperator: call('approvals.addOperator'),
    changePin: call('approvals.changePin'),
    removeOperator: call('approvals.removeOperator'),
    signIn: call('approvals.signIn'),
    signOut: call('approvals.signOut'),
    trustMachine: call('approvals.trustMachine'),
    distrustMachine: call('approvals.distrustMachine'),
    list: call('approvals.list'),
    propose: call('approvals.propose'),
    importProposal: call('approvals.importProposal'),
    approve: call('approvals.approve'),
    decline: call('approvals.decline'),
  },
  balances: {
    get: call('balances.get'),
    at: call('balances.at'),
    course: call('balances.course'),
    reconciliation: call('balances.reconciliation'),
    transactions: call('balances.transactions'),
    transactionSummary: call('balances.transactionSummary'),
    transactionTypes: call('balances.transactionTypes'),
  },
  bulkRefunds: {
    dryRun: call('bulkRefunds.dryRun'),
    start: call('bulkRefunds.start'),
    list: call('bulkRefunds.list'),
    get: call('bulkRefunds.get'),
    rows: call('bulkRefunds.rows'),
    pause: call('bulkRefunds.pause'),
    resume: call('bulkRefunds.resume'),
    cancel: call('bulkRefunds.cancel'),
    exportResult: call('bulkRefunds.exportResult'),
  },
  disputes: {
    list: call('disputes.list'),
    summary: call('disputes.summary'),
    get: call('disputes.get'),
    submitEvidence: call('disputes.submitEvidence'),
    accept: call('disputes.accept'),
  },
  limits: {
    state: call('limits.state'),
    change: call('limits.change'),
    withdraw: call('limits.withdraw'),
    holds: call('limits.holds'),
    cancelHold: call('limits.cancelHold'),
  },
  objects: {
    list: call('objects.list'),
    count: call('objects.count'),
    get: call('objects.get'),
  },
  operations: {
    list: call('operations.list'),
    counts: call('operations.counts'),
    get: call('operations.get'),
    lookUp: call('operations.lookUp'),
    close: call('operations.close'),
    queue: call('operations.queue'),
    undoHold: call('operations.undoHold'),
    saveDraft: call('operations.saveDraft'),
    checkDraft: call('operations.checkDraft'),
    sendDraft: call('operations.sendDraft'),
    discardDraft: call('operations.discardDraft'),
  },
  operatorLog: {
    list: call('operatorLog.list'),
    verify: call('operatorLog.verify'),
    exportLog: call('operatorLog.exportLog'),
  },
  overview: {
    figures: call('overview.figures'),
    activity: call('overview.activity'),
  },
  payments: {
    list: call('payments.list'),
    summary: call('payments.summary'),
    get: call('payments.get'),
    previewCapture: call('payments.previewCapture'),
    capture: call('payments.capture'),
    previewCancel: call('payments.previewCancel'),
    cancel: call('payments.cancel'),
    currencies: call('payments.currencies'),
  },
  payouts: {
    list: call('payouts.list'),
    summary: call('payouts.summary'),
    get: call('payouts.get'),
    preview: call('payouts.preview'),
    create: call('payouts.create'),
    cancel: call('payouts.cancel'),
    reverse: call('payouts.reverse'),
  },
  refunds: {
    list: call('refunds.list'),
    summary: call('refunds.summary'),
    preview: call('refunds.preview'),
    create: call('refunds.create'),
  },
  search: {
    query: call('search.query'),
    count: call('search.count'),
    everything: call('search.everything'),
    metadataKeys: call('search.metadataKeys'),
  },
  settings: {
    get: call('settings.get'),
    update: call('settings.update'),
  },
  sql: {
    views: call('sql.views'),
    run: call('sql.run'),
    cancel: call('sql.cancel'),
    exportResult: call('sql.exportResult'),
    saved: call('sql.saved'),
    save: call('sql.save'),
    forget: call('sql.forget'),
  },
  sync: {
    status: call('sync.status'),
    pollNow: call('sync.pollNow'),
    pause: call('sync.pause'),
    resume: call('sync.resume'),
  },
  transfers: {
    list: call('transfers.list'),
    summary: call('transfers.summary'),
    get: call('transfers.get'),
    preview: call('transfers.preview'),
    create: call('transfers.create'),
    previewReversal: call('transfers.previewReversal'),
    reverse: call('transfers.reverse'),
  },
  onPush: (listener) => {
    const receive = (_event: unknown, message: unknown): void => listener(message)
    ipcRenderer.on('counterfoil:push', receive)
    return () => {
      ipcRenderer.off('counterfoil:push', receive)
    }
  },
}

contextBridge.exposeInMainWorld('counterfoil', api)
