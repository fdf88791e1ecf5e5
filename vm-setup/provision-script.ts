// The text of the provision script as it travels, to cloud-init and over ssh: provision.sh with the course's site in it. A pure
// function of both texts. Knows nothing of machines.

const PLACE = '{{site}}\n'

/** `site` is conf/nginx/site.conf. What is to be filled in for each port stays: the script does it. */
export function toProvisionScript(script: string, site: string): string {
  const frame = withoutCarriageReturns(script)
  if (frame.split(PLACE).length !== 2) throw new Error('vm-setup/provision.sh has no line {{site}}')
  // Comment lines go first: they explain the {{words}}, and a filled-in explanation would be nonsense.
  const directives = withoutCarriageReturns(site).replace(/^\s*#.*\n/gm, '')
  return frame.replace(PLACE, () => `${directives.trim()}\n`)
}

// A checkout on Windows may have CRLF at its ends of lines, and sh takes the CR for a letter.
function withoutCarriageReturns(text: string): string {
  return text.replaceAll('\r\n', '\n')
}
