// A running program with backends around it. Checks come and go; the world is told when one begins, and asked at its end
// whether the program is still the one that it was. EDGE: starts processes, opens sockets.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { atTheEnd } from '../../backends/last-resort.ts'
import { makeTemporaryFolder } from '../../backends/temporary-folder.ts'
import type { StageNumber } from '../result.ts'
import type { ConfObject, Subject } from '../subject.ts'
import { Undecided } from '../verdict.ts'
import { Backend } from './backend.ts'
import { freePort } from './ports.ts'
import { type Program, startProgram } from './program.ts'
import { ServingProcesses } from './serving-processes.ts'
import type { Site, StartSite } from './site.ts'
import { Switchboard } from './switchboard.ts'
import { Timeline } from './timeline.ts'
import type { WorldOptions } from './world-options.ts'

const HOST = '127.0.0.1'
/** Marks this run's processes: strays are found by it. */
const TOKEN = randomUUID()

export interface WorldPlan {
  readonly subject: Subject
  readonly stage: StageNumber
  readonly options: WorldOptions
  readonly startSite: StartSite
}

export class World {
  readonly stage: StageNumber
  readonly options: WorldOptions
  readonly subject: Subject
  readonly timeline = new Timeline()
  readonly switchboard = new Switchboard()
  readonly backends: readonly Backend[]
  /** Of the scene `site`. */
  site: Site | undefined
  readonly #plan: WorldPlan
  #program: Program | undefined
  #serving: ServingProcesses | undefined
  #directory = ''
  #port = 0
  #starting: Promise<void> | undefined
  #forget = () => {}
  readonly #leftBehind: string[] = []
  #isOver = false

  constructor(plan: WorldPlan) {
    this.#plan = plan
    this.stage = plan.stage
    this.options = plan.options
    this.subject = plan.subject
    const { backends = 3, scene } = plan.options
    this.backends = Array.from({ length: scene === 'site' ? 0 : backends }, (_, index) => {
      return new Backend(index + 1, this.timeline, this.switchboard)
    })
  }

  get program(): Program {
    if (this.#program === undefined) throw new Error('the world was not started')
    return this.#program
  }

  get host(): string {
    return HOST
  }

  get port(): number {
    return this.#port
  }

  /** What the conf file says in this world. */
  get conf(): ConfObject {
    const { weights = [], strategy, timeouts, limits, health } = this.options
    const addresses = this.site?.addresses ?? this.backends.map(({ port }) => ({ ip: HOST, port }))
    const backend_servers = addresses.map((address, index) => {
      const weight = weights[index]
      return weight === undefined ? address : { ...address, weight }
    })
    return {
      backend_servers,
      ...(strategy && { strategy }),
      ...(timeouts && { timeouts }),
      ...(limits && { limits }),
      ...(health && { health }),
    }
  }

  /** Throws CannotGrade when the program does not come up, Undecided when the lab itself cannot. Stop it in either case. */
  start(): Promise<void> {
    this.#starting = this.#start()
    return this.#starting
  }

  async #start(): Promise<void> {
    this.#directory = makeTemporaryFolder('hopwise-lab')
    this.#forget = atTheEnd(() => rmSync(this.#directory, { recursive: true, force: true }))
    for (const backend of this.backends) await backend.start()
    const { scene, backends = 3, keepaliveRequests } = this.options
    if (scene === 'site') this.site = await this.#plan.startSite({ count: backends, keepaliveRequests })
    this.#port = this.subject.fixedPort ?? (await freePort(HOST))
    await this.startProgram()
  }

  /** Starts the program, again where it has run before: same port, same conf. */
  async startProgram(): Promise<Program> {
    const settings = { stage: this.stage, host: HOST, port: this.#port, conf: this.conf, directory: this.#directory }
    const command = await this.subject.launch(settings)
    this.#program = await startProgram(command, {
      host: HOST,
      port: this.#port,
      directory: this.#directory,
      token: TOKEN,
    })
    // A check that starts its program again does not know that the run was stopped meanwhile.
    if (this.#isOver) {
      await this.stopProgram()
      throw new Undecided('the run was stopped')
    }
    this.#serving = new ServingProcesses(this.#program)
    return this.#program
  }

  /** Those that listened when the program had come up. */
  get serving(): ServingProcesses {
    if (this.#serving === undefined) throw new Error('the world was not started')
    return this.#serving
  }

  /** Resolves to what the program left behind. */
  async stopProgram(): Promise<string[]> {
    const program = this.#program
    if (program === undefined) return []
    const ended = await program.stop({})
    const left = program.breach === null ? ended : [...ended, `the program ${program.breach}`]
    this.#leftBehind.push(...left)
    return left
  }

  /** Ends everything. Resolves to what the program left running or listening. */
  async stop(): Promise<string[]> {
    // What is still on its way up would outlive us.
    await this.#starting?.catch(() => {})
    this.#isOver = true
    for (const backend of this.backends) await backend.stop('cut')
    await this.stopProgram()
    await this.site?.close()
    await rm(this.#directory, { recursive: true, force: true })
    this.#forget()
    return this.#leftBehind
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }
}
