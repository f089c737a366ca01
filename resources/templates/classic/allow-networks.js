// Refuses users of a role who don't come from one of the known networks.
const ROLE = 'admin'
const NETWORKS = ['192.0.2.', '198.51.100.', '2001:db8:'] // how addresses begin

function handle(data, callback) {
  const roles = (data.user && data.user.roles) || []
  const ip = data.context.request.ip

  const known = NETWORKS.some(start => ip.startsWith(start))
  if (roles.includes(ROLE) && !known) {
    console.warn('refused', ROLE, 'from', ip)
    return callback(new Error('This account can be used from the office only.'))
  }
  callback(null, data)
}
