// Keeps the number of sign-ins and the latest client in the user's metadata.
// Metadata holds at most 10 keys; their values are strings, numbers, booleans or null.
function handle(data, callback) {
  const user = data.user
  if (!user) return callback(null, data)

  const metadata = user.metadata || {}
  user.metadata = Object.assign({}, metadata, {
    visits: (Number(metadata.visits) || 0) + 1,
    last_client: data.context.clientName || null
  })

  console.log(user.email || user.id, 'signed in,', user.metadata.visits, 'times so far')
  callback(null, data)
}
