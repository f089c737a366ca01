
import { nope } from 'fs'
export function handle(data) {}
