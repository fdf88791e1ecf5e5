// What the doctor asks of a machine. Types only; probes.ts asks, findings.ts judges.

export type System = 'apt' | 'brew' | 'windows' | 'other'

export interface Facts {
  /** How programs are installed here. */
  readonly system: System
  readonly node: {
    readonly running: string
    /** The version that package.json pins. */
    readonly pinned: string
    /** Of package.json's engines: `>=24.12`. */
    readonly wanted: string
  }
  /** Packages of package.json that are not in node_modules. */
  readonly missingPackages: readonly string[]
  /** Versions by name, `unknown` where it does not tell; a program that is not installed is missing. */
  readonly programs: Readonly<Record<string, string>>
  /** undefined: the system does not tell. */
  readonly hasVirtualisation: boolean | undefined
  readonly vm: VmFacts
  /** undefined: not a question on this system, or it does not tell. */
  readonly namespaces: NamespaceFacts | undefined
  readonly ports: readonly PortFact[]
  /** How many files a program started here may have open; undefined: the system does not tell, or there is no limit. */
  readonly descriptorLimit: number | undefined
  readonly cpus: number
  /** Processes that wanted a processor in the last minute, on average; undefined: the system does not tell. */
  readonly load: number | undefined
  /** Why a connection to 127.0.0.1 does not work, else undefined. */
  readonly loopbackFault: string | undefined
  /** Addresses of the name localhost. */
  readonly localhost: readonly string[]
  /** How far the clock of the day and the steady one came apart while the doctor looked. */
  readonly clockDriftMs: number
  readonly temporary: { readonly folder: string; readonly fault: string | undefined }
  /** Ports that the system gives to clients; undefined: it does not tell. */
  readonly clientPorts: { readonly first: number; readonly last: number } | undefined
}

/** What virtual machines depend on; undefined: not a question on this system, or it does not tell. */
export interface VmFacts {
  readonly isAppleSilicon: boolean
  /** VirtualBox's kernel driver is loaded; only asked where VirtualBox is. */
  readonly hasVirtualBoxDriver: boolean | undefined
  /** Windows: Hyper-V has the processor. */
  readonly hasHyperV: boolean | undefined
  /** Linux: `denied` where this user may not use it. */
  readonly kvm: 'usable' | 'denied' | 'absent' | undefined
}

/** Namespaces of its own are what bubblewrap contains a program in. */
export interface NamespaceFacts {
  /** What was said when one was to be made; undefined: it was. */
  readonly fault: string | undefined
  /** undefined: the system does not tell. */
  readonly forbiddenBy: 'apparmor' | 'clone' | 'limit' | 'container' | undefined
}

export interface PortFact {
  readonly port: number
  readonly isFree: boolean
  /** `nginx (pid 4711)`, where it can be told. */
  readonly listener: string | undefined
}

export interface Finding {
  readonly name: string
  /** `missing`: it need not be there. `problem`: it is not as it should be. */
  readonly state: 'ok' | 'missing' | 'problem'
  /** Without it something that everybody needs does not work. */
  readonly needed: boolean
  readonly found: string
  /** What does not work, or what works in its place. Null where nothing is amiss. */
  readonly consequence: string | null
  /** What to do. Null where nothing is amiss. */
  readonly remedy: string | null
}
