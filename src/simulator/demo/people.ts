import { draw, pick } from './random.ts'

interface People {
  readonly given: readonly [string, ...string[]]
  readonly family: readonly [string, ...string[]]
  /** Latin spellings, in the same order, for e-mail addresses. */
  readonly mail: readonly [string, ...string[]]
  readonly familyFirst?: true
  readonly country: string
  readonly city: readonly [string, ...string[]]
  readonly locale: string
}

const CHINESE: People = {
  given: [
    '伟',
    '芳',
    '娜',
    '敏',
    '静',
    '强',
    '磊',
    '洋',
    '艳',
    '勇',
    '杰',
    '涛',
    '明',
    '秀英',
    '丽华',
    '建国',
    '思远',
    '雨桐',
  ],
  family: ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴', '徐', '孙', '林', '欧阳'],
  mail: [
    'wang',
    'li',
    'zhang',
    'liu',
    'chen',
    'yang',
    'zhao',
    'huang',
    'zhou',
    'wu',
    'xu',
    'sun',
    'lin',
    'ouyang',
  ],
  familyFirst: true,
  country: 'CN',
  city: ['上海', '北京', '杭州', '深圳', '成都'],
  locale: 'zh-CN',
}
const HONGKONG: People = {
  ...CHINESE,
  given: ['志明', '嘉欣', '家輝', '詠詩', '俊傑', '美玲', '國榮', '慧敏'],
  family: ['陳', '黃', '梁', '何', '鄭', '葉', '謝'],
  mail: ['chan', 'wong', 'leung', 'ho', 'cheng', 'yip', 'tse'],
  country: 'HK',
  city: ['香港', '九龍', '沙田'],
  locale: 'zh-HK',
}
const JAPANESE: People = {
  given: ['健太', '美咲', '翔太', '陽子', '大輔', '結衣'],
  family: ['佐藤', '鈴木', '高橋', '田中', '渡辺', '小林'],
  mail: ['sato', 'suzuki', 'takahashi', 'tanaka', 'watanabe', 'kobayashi'],
  familyFirst: true,
  country: 'JP',
  city: ['東京', '大阪', '京都', '札幌'],
  locale: 'ja',
}
const AMERICAN: People = {
  given: [
    'Emma',
    'Liam',
    'Olivia',
    'Noah',
    'Ava',
    'Mason',
    'Sophia',
    'Ethan',
    'Grace',
    'Lucas',
    'Maya',
    'Owen',
  ],
  family: [
    'Carter',
    'Nguyen',
    'Bennett',
    'Ramirez',
    'Hughes',
    'Patel',
    'Foster',
    "O'Brien",
    'Sullivan',
    'Kim',
    'Reed',
  ],
  mail: [
    'carter',
    'nguyen',
    'bennett',
    'ramirez',
    'hughes',
    'patel',
    'foster',
    'obrien',
    'sullivan',
    'kim',
    'reed',
  ],
  country: 'US',
  city: ['Portland', 'Seattle', 'Austin', 'Denver', 'Brooklyn', 'Chicago'],
  locale: 'en-US',
}
const EUROPEAN: People = {
  given: ['Léa', 'Jürgen', 'Sofía', 'Zoë', 'Matteo', 'Agnieszka', 'François', 'Ingrid', 'João', 'Δημήτρης'],
  family: [
    'Müller',
    'Dubois',
    'García',
    'Rossi',
    'Kowalska',
    'Jansen',
    'Lefèvre',
    'Sørensen',
    'Παπαδόπουλος',
  ],
  mail: ['mueller', 'dubois', 'garcia', 'rossi', 'kowalska', 'jansen', 'lefevre', 'sorensen', 'papadopoulos'],
  country: 'DE',
  city: ['Berlin', 'Paris', 'Madrid', 'Milano', 'Kraków', 'København'],
  locale: 'de-DE',
}
const BRITISH: People = {
  given: ['Oliver', 'Amelia', 'Harry', 'Isla', 'Priya', 'Callum', 'Siân', 'Aoife'],
  family: ['Whitaker', 'Thompson', 'Evans', 'Khan', 'MacLeod', 'Okafor', 'Shaw'],
  mail: ['whitaker', 'thompson', 'evans', 'khan', 'macleod', 'okafor', 'shaw'],
  country: 'GB',
  city: ['London', 'Leeds', 'Bristol', 'Edinburgh'],
  locale: 'en-GB',
}

const BY_CURRENCY: Readonly<Record<string, People>> = {
  usd: AMERICAN,
  eur: EUROPEAN,
  gbp: BRITISH,
  jpy: JAPANESE,
  hkd: HONGKONG,
  cny: CHINESE,
}

export interface Person {
  readonly name: string
  readonly email: string
  readonly phone: string
  readonly locale: string
  readonly address: {
    city: string
    country: string
    line1: string
    line2: string | null
    postal_code: string
    state: string | null
  }
}

/** The person with a number, of a country that pays in this currency. */
export function person(seed: number, number: number, currency: string): Person {
  // Some who pay in dollars are called 张伟 too.
  const people =
    currency === 'usd' && draw(seed, number, 90) < 0.14 ? CHINESE : (BY_CURRENCY[currency] ?? AMERICAN)
  const at = Math.floor(draw(seed, number, 91) * people.family.length)
  const family = people.family[at] ?? people.family[0]
  const mail = people.mail[at] ?? people.mail[0]
  const given = pick(people.given, draw(seed, number, 92))
  const street = 1 + Math.floor(draw(seed, number, 93) * 240)
  const local = people === CHINESE || people === HONGKONG || people === JAPANESE
  return {
    name: people.familyFirst ? `${family}${given}` : `${given} ${family}`,
    email: `${mail}.${number.toString(36)}@${pick(['example.com', 'example.org', 'example.net'], draw(seed, number, 94))}`,
    phone: `+1555${String(1000000 + (number % 8999999)).slice(0, 7)}`,
    locale: people.locale,
    address: {
      city: pick(people.city, draw(seed, number, 95)),
      country: people.country,
      line1: local
        ? `${street}号`
        : `${street} ${pick(['Maple Street', 'Harbour Road', 'Mill Lane', 'Station Road', 'Garden Row'], draw(seed, number, 96))}`,
      line2: draw(seed, number, 97) < 0.2 ? `${1 + (street % 40)}` : null,
      postal_code: String(10_000 + Math.floor(draw(seed, number, 98) * 89_999)),
      state:
        people.country === 'US' ? pick(['OR', 'WA', 'TX', 'CO', 'NY', 'IL'], draw(seed, number, 95)) : null,
    },
  }
}
