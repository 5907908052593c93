/** A site's usage by day: from the ledger, and from a count of requests that cost nothing. */

import type { UsageFigures } from '../../contract/admin.ts'
import { DAY_MS } from '../../contract/time.ts'
import { toDollars } from '../../model/price.ts'

export type UsageDay = UsageFigures & { day: string }

/** Counts a request that an existing run answered; `micros` is what another run would have cost. */
export function countReplay(sql: SqlStorage, micros: number, now: number): void {
  sql.exec(
    `INSERT INTO replays (day, requests, micros) VALUES (?1, 1, ?2)
     ON CONFLICT (day) DO UPDATE SET requests = requests + 1, micros = micros + ?2`,
    Math.floor(now / DAY_MS),
    micros,
  )
}

type Row = {
  day: number
  runs: number
  seconds: number
  charged: number
  reserved: number
  replays: number
  saved: number
}

/** The days from `from` to before `until` (ms, midnights in UTC) on which anything happened. */
export function usageByDay(sql: SqlStorage, from: number, until: number): UsageDay[] {
  const rows = sql
    .exec<Row>(
      `WITH attempts AS (
         SELECT min(window_at) / ${DAY_MS} AS day, sum(micros) AS micros, max(seconds) AS seconds,
           max(kind = 'release') AS released, max(kind IN ('settle', 'release')) AS closed
         FROM ledger WHERE window_at >= ?1 AND window_at < ?2 GROUP BY generation, attempt
       ), both AS (
         SELECT day, NOT released AS runs, seconds, iif(closed, micros, 0) AS charged, iif(closed, 0, micros) AS reserved,
           0 AS replays, 0 AS saved FROM attempts
         UNION ALL SELECT day, 0, 0, 0, 0, requests, micros FROM replays WHERE day >= ?1 / ${DAY_MS} AND day < ?2 / ${DAY_MS}
       )
       SELECT day, sum(runs) AS runs, total(seconds) AS seconds, sum(charged) AS charged, sum(reserved) AS reserved,
         sum(replays) AS replays, sum(saved) AS saved FROM both GROUP BY day ORDER BY day`,
      from,
      until,
    )
    .toArray()
  return rows.map(({ day, runs, seconds, charged, reserved, replays, saved }) => ({
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    runs,
    seconds: Math.round(seconds * 1000) / 1000,
    charged: toDollars(charged),
    reserved: toDollars(reserved),
    replays,
    saved: toDollars(saved),
  }))
}

/** The sum of these days. */
export function totalOf(days: readonly UsageDay[]): UsageFigures {
  const sum = (field: keyof UsageFigures) => {
    // Summed in millionths, which is exact.
    return Math.round(days.reduce((all, day) => all + day[field] * 1e6, 0)) / 1e6
  }
  return {
    runs: sum('runs'),
    seconds: sum('seconds'),
    charged: sum('charged'),
    reserved: sum('reserved'),
    replays: sum('replays'),
    saved: sum('saved'),
  }
}
