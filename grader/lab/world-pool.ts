// Running worlds, lent to checks. Starting a program takes longer than most checks, so checks that want the same world share
// one, as long as nothing has gone wrong in it.
import type { StageNumber } from '../result.ts'
import type { Subject } from '../subject.ts'
import type { StartSite } from './site.ts'
import { World } from './world.ts'
import { toWorldKey, type WorldOptions } from './world-options.ts'

export class WorldPool {
  readonly #subject: Subject
  readonly #startSite: StartSite
  readonly #idle = new Map<string, World[]>()
  /** Those that are lent, too: a run that is stopped in the midst of a check must not leave its program behind. */
  readonly #running = new Set<World>()
  readonly #ending = new Set<Promise<void>>()
  readonly #leftBehind = new Set<string>()
  readonly #startUpMs = new Map<StageNumber, number>()

  constructor(subject: Subject, startSite: StartSite) {
    this.#subject = subject
    this.#startSite = startSite
  }

  /** Slowest start of the stage's program so far. */
  startUpMs(stage: StageNumber): number | null {
    return this.#startUpMs.get(stage) ?? null
  }

  get leftBehind(): string[] {
    return [...this.#leftBehind]
  }

  running(stage: StageNumber, options: WorldOptions): 'idle' | 'busy' | 'none' {
    const key = keyOf(stage, options)
    if ((this.#idle.get(key) ?? []).length > 0) return 'idle'
    for (const world of this.#running)
      if (!world.options.own && keyOf(world.stage, world.options) === key) return 'busy'
    return 'none'
  }

  /** Throws what World.start throws. */
  async take(stage: StageNumber, options: WorldOptions): Promise<World> {
    const shared = options.own ? undefined : this.#idle.get(keyOf(stage, options))?.pop()
    if (shared !== undefined && !shared.program.hasExited) return shared
    if (shared !== undefined) this.#end(shared)
    // Two of it would want the same port, or the same conf file.
    if (this.#subject.oneAtATime) await this.#endIdle()
    const world = new World({ subject: this.#subject, stage, options, startSite: this.#startSite })
    this.#running.add(world)
    try {
      await world.start()
    } catch (error) {
      this.#end(world)
      throw error
    }
    this.#startUpMs.set(stage, Math.max(this.startUpMs(stage) ?? 0, Math.round(world.program.startUpMs)))
    return world
  }

  /** `isSound`: nothing has gone wrong in it. `isWanted`: another check will want it. */
  giveBack(world: World, { isSound, isWanted }: { isSound: boolean; isWanted: boolean }): void {
    if (!this.#running.has(world)) return
    if (!isSound || !isWanted || world.options.own) return this.#end(world)
    const key = keyOf(world.stage, world.options)
    this.#idle.set(key, [...(this.#idle.get(key) ?? []), world])
  }

  /** Ends every world, lent or not, and waits until all have ended. */
  async endAll(): Promise<void> {
    for (const world of this.#running) this.#end(world)
    this.#idle.clear()
    await Promise.all(this.#ending)
  }

  async #endIdle(): Promise<void> {
    for (const worlds of this.#idle.values()) for (const world of worlds) this.#end(world)
    this.#idle.clear()
    await Promise.all(this.#ending)
  }

  #end(world: World): void {
    if (!this.#running.delete(world)) return
    const ended = world.stop().then(left => {
      for (const line of left) this.#leftBehind.add(`stage ${world.stage}: ${line}`)
      this.#ending.delete(ended)
    })
    this.#ending.add(ended)
  }
}

function keyOf(stage: StageNumber, options: WorldOptions): string {
  return `${stage} ${toWorldKey(options)}`
}
