// What cloud-init is told at the first boot (NoCloud): who may log in, and which script makes the backends. Pure functions that
// return texts; all of them are JSON, which is YAML too and leaves nothing to quote wrongly. Knows nothing of hypervisors.
// https://docs.cloud-init.io/en/latest/reference/datasources/nocloud.html

export interface FirstBoot {
  /** Another one makes cloud-init take the next boot for the first boot of a new machine. */
  readonly instanceId: string
  readonly hostname: string
  /** The user of `npm run vm ssh`: in sudo without a password, and without a password of its own. */
  readonly user: string
  /** Public keys as they stand in authorized_keys, without an end of line. */
  readonly authorizedKeys: readonly string[]
  /** The whole provision script, see provision-script.ts. */
  readonly script: string
  /** On which ports nginx is to listen in the VM. */
  readonly ports: readonly number[]
}

/** Where the script lies in the VM: `npm run vm provision` sends its own, this one is there to be read. */
export const SCRIPT_PATH = '/usr/local/lib/hopwise/provision.sh'

/** The files of a seed by their names; cloud-init finds them on a disk with the label CIDATA. */
export function seedFiles(boot: FirstBoot): Readonly<Record<string, string>> {
  return { 'meta-data': toMetaData(boot), 'network-config': toNetworkConfig(), 'user-data': toUserData(boot) }
}

export function toUserData({ user, authorizedKeys, script, ports }: FirstBoot): string {
  const config = {
    // sudo looks for its own host, and would wait for a DNS that does not know it.
    manage_etc_hosts: 'localhost',
    // There on every image; others would have to be generated first.
    locale: 'C.UTF-8',
    users: [
      {
        name: user,
        gecos: 'Hopwise lab',
        shell: '/bin/bash',
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        lock_passwd: true,
        ssh_authorized_keys: authorizedKeys,
      },
    ],
    ssh_pwauth: false,
    write_files: [
      { path: SCRIPT_PATH, permissions: '0755', encoding: 'b64', content: Buffer.from(script).toString('base64') },
    ],
    runcmd: [['sh', SCRIPT_PATH, ...ports.map(String)]],
  }
  return `#cloud-config\n${toText(config)}`
}

export function toMetaData({ instanceId, hostname }: FirstBoot): string {
  return toText({ 'instance-id': instanceId, 'local-hostname': hostname })
}

/**
 * DHCP on the network card, by its kind of name. What cloud-init writes without this names the card's address, and a VM that
 * was copied or imported has another one and no network.
 */
export function toNetworkConfig(): string {
  return toText({ version: 2, ethernets: { lan: { match: { name: 'e*' }, dhcp4: true } } })
}

function toText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
