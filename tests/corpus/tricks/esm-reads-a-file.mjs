import { readFileSync } from 'node:fs'
export const handle = () => readFileSync('/etc/passwd', 'utf8')
