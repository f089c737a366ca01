// Refuses users whose e-mail address belongs to a throw-away service.
const DISPOSABLE = ['mailinator.com', 'guerrillamail.com', 'yopmail.com', '10minutemail.com']

export async function handle(data) {
  const domain = (data.user?.email ?? '').split('@').pop().toLowerCase()

  // Subdomains count too: inbox.mailinator.com
  if (DISPOSABLE.some(name => domain === name || domain.endsWith('.' + name))) {
    console.warn('refused a disposable address of', domain)
    throw new Error('Please use a permanent e-mail address.')
  }
  return data
}
