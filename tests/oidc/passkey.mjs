// A person with a passkey in Chromium: signs in with the password and a code by SMS, makes a passkey on the security
// page, loses every cookie, and signs in again with the passkey alone. argv[2] is JSON: {chromium, address, login,
// phone, password}; prints where each step ended (JSON). The authenticator is Chromium's own virtual one.
import puppeteer from 'puppeteer-core'

const asked = JSON.parse(process.argv[2])
const browser = await puppeteer.launch({
  executablePath: asked.chromium,
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
})
const seen = {}
try {
  const page = await browser.newPage()
  const devtools = await page.createCDPSession()
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const press = (selector) => Promise.all([page.waitForNavigation({ timeout: 20000 }), page.click(selector)])
  const path = () => new URL(page.url()).pathname

  const heard = async (box, to) =>
    (await fetch(`${asked.address}/sandbox/${box}/messages?to=${encodeURIComponent(to)}`)).json()
  const code = async () => {
    for (let tries = 0; tries < 100; tries++) {
      const told = [...(await heard('sms', asked.phone)), ...(await heard('mail', asked.login))]
      const found = told.map((one) => one.text.match(/\b[0-9]{6}\b/)).find(Boolean)
      if (found) return found[0]
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error('no code came')
  }

  await page.goto(`${asked.address}/signin?request=/account/security/passkey`)
  await page.type('[name=login]', asked.login)
  await page.type('[name=password]', asked.password)
  await press('button.primary')
  seen.asked_first = path()
  await press('button[name=act][value=send]')
  await page.type('[name=code]', await code())
  await press('button.primary')
  seen.signed_in = path()
  await page.goto(`${asked.address}/account/security/passkey`)
  await press('button[data-passkey]')
  seen.made = path()
  await devtools.send('Network.clearBrowserCookies')
  await page.goto(`${asked.address}/signin?request=/account`)
  await press('button[value=passkey]')
  seen.asked = path()
  await press('button[data-passkey]')
  seen.came_back = path()
} finally {
  await browser.close()
}
console.log(JSON.stringify(seen))
