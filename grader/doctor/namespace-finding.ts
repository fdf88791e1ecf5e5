// What the facts mean for containing submissions. Of interest only on Linux. Pure.
import type { Facts, Finding, NamespaceFacts } from './facts.ts'
import { amiss, fine } from './finding.ts'

const NAME = 'user namespaces'
const CONSEQUENCE =
  'bubblewrap contains no submission: --sandbox auto grades them as programs of your own, --sandbox bwrap not at all'
const UNTIL_RESTART = '(until a restart; in a file of /etc/sysctl.d for good)'

const REMEDIES: Readonly<Record<NonNullable<NamespaceFacts['forbiddenBy']>, string>> = {
  apparmor: `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 ${UNTIL_RESTART}`,
  clone: `sudo sysctl -w kernel.unprivileged_userns_clone=1 ${UNTIL_RESTART}`,
  limit: `sudo sysctl -w user.max_user_namespaces=15000 ${UNTIL_RESTART}`,
  container:
    'a container for each submission contains it as well; else allow them: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined',
}

export function toNamespaceFindings({ namespaces }: Pick<Facts, 'namespaces'>): Finding[] {
  if (namespaces === undefined) return []
  const { fault, forbiddenBy } = namespaces
  if (fault === undefined) return [fine(NAME, false, 'programs can be put into some')]
  const remedy =
    forbiddenBy === undefined
      ? 'ask who runs this machine to allow user namespaces, or grade on another'
      : REMEDIES[forbiddenBy]
  return [amiss(NAME, false, fault, CONSEQUENCE, remedy)]
}
