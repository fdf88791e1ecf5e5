// EDGE: the seed of the tests that draw their inputs. Each run draws another, so that the tests see more than one day's
// worth of requests; the seed stands in the tests' names, and `SEED=123 npx vitest run` draws the same again.

export const SEED = Number(process.env.SEED ?? Math.trunc(Math.random() * 2 ** 31))
