// Loaded into a worker before it: its clock is so many hours ahead; the database's is by PGOPTIONS.
import { shiftClock } from '../lib/core/clock'

shiftClock(Number(process.env.HOURS_AHEAD) * 3_600_000)
