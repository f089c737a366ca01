// Refuses users of a role who don't come from one of the known networks.
const ROLE = 'admin'
const NETWORKS = ['192.0.2.', '198.51.100.', '2001:db8:'] // how addresses begin

export async function handle(data) {
  const roles = data.user?.roles ?? []
  const { ip } = data.context.request

  if (roles.includes(ROLE) && !NETWORKS.some(start => ip.startsWith(start))) {
    console.warn('refused', ROLE, 'from', ip)
    throw new Error('This account can be used from the office only.')
  }
  return data
}
