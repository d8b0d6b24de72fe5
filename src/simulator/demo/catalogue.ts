/** What the shop sells; prices in US cents. */
export type Tea = readonly [sku: string, title: string, cents: number]
export const TEAS: readonly [Tea, ...Tea[]] = [
  ['OOLONG-100', 'Dong Ding oolong 100 g', 1890],
  ['OOLONG-250', '冻顶乌龙 250 g', 3990],
  ['SENCHA-100', 'Sencha 煎茶 100 g', 1650],
  ['LONGJING-50', '西湖龙井 50 g', 2890],
  ['PUERH-357', '普洱茶饼 357 g', 6490],
  ['EARLGREY-125', 'Earl Grey 125 g', 1290],
  ['CHAMOMILE-75', 'Chamomile 75 g', 990],
  ['MATCHA-30', '抹茶 30 g', 2450],
  ['ASSAM-250', 'Assam FTGFOP 250 g', 1790],
  ['WHITE-50', 'Bai Mu Dan 白牡丹 50 g', 2190],
  ['TEAPOT-YX', '宜兴紫砂壶', 8900],
  ['SAMPLER-12', 'Tasting box, 12 teas', 3490],
]

export const CHANNELS = [
  ['web', 62],
  ['app', 21],
  ['marketplace', 11],
  ['wholesale', 6],
] as const

export const CURRENCIES = ['usd', 'eur', 'gbp', 'jpy', 'hkd', 'cny'] as const
export const CURRENCY_WEIGHTS = [
  [0, 52],
  [1, 18],
  [2, 12],
  [3, 9],
  [4, 5],
  [5, 4],
] as const
// From US cents to minor units, then rounded to a price a shop would ask.
const RATES = [1, 0.92, 0.79, 1.5, 7.8, 7.2] as const

export function priceIn(cents: number, currency: number): number {
  const raw = cents * (RATES[currency] ?? 1)
  return Math.round(raw / 10) * 10
}

/** Funds the shop keeps on its balance, per settlement currency, in minor units. */
export const FLOAT: Readonly<Record<string, number>> = {
  usd: 500_000,
  eur: 200_000,
  gbp: 150_000,
  jpy: 150_000,
  hkd: 800_000,
}
