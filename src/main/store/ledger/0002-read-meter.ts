import type { Migration } from '../migrations.ts'

/** GET requests per hour (seconds UTC / 3600), for Stripe's read allocation over rolling 30 days. */
export const readMeterTable: Migration = {
  name: '0002-read-meter',
  sql: 'CREATE TABLE read_meter (hour INTEGER PRIMARY KEY, reads INTEGER NOT NULL) STRICT',
}
