import { useEffect, useState } from 'react'

const now = () => Math.floor(Date.now() / 1000)

/** Seconds UTC, every second, for a clock that counts down. */
export function useSecond(): number {
  const [second, setSecond] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setSecond(now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return second
}
