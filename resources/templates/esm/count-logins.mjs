// Keeps the number of sign-ins and the latest client in the user's metadata.
// Metadata holds at most 10 keys; their values are strings, numbers, booleans or null.
export async function handle(data) {
  const { user, client } = data
  if (!user) return data

  const visits = (Number(user.metadata?.visits) || 0) + 1
  user.metadata = { ...user.metadata, visits, last_client: client?.client_name ?? null }

  console.log(user.email ?? user.id, 'signed in,', visits, 'times so far')
  return data
}
