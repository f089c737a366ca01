// Refuses the sign-in of a blocked user, or after too many failed attempts.
// A pre-login hook also runs when the password was wrong, so this slows guessing down.
const LIMIT = 5

export async function handle(data) {
  const { user } = data

  if (user?.blocked) {
    throw new Error('This account is blocked.')
  }
  const attempts = user?.login_attempts ?? 0
  if (attempts >= LIMIT) {
    console.warn('user', user.id, 'failed', attempts, 'times')
    throw new Error('Too many failed attempts. Reset your password to go on.')
  }
  return data
}
