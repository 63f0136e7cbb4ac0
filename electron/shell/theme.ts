import { nativeTheme } from 'electron'

export type Theme = 'dark' | 'light'

/** `--surface-window` and `--text-primary` of the page's tokens: the system draws window and buttons before the page is there. */
const colours = {
  dark: { background: '#101215', symbols: '#e8eaed' },
  light: { background: '#eceef1', symbols: '#1b1f26' },
} as const satisfies Record<Theme, { background: string; symbols: string }>

/** The look in force: the user's choice, or the system's. */
export const currentTheme = (): Theme => (nativeTheme.shouldUseDarkColors ? 'dark' : 'light')

export const themeColours = () => colours[currentTheme()]

/** Sets the user's choice; `onThemeChange` tells the rest. */
export const applyTheme = (theme: 'system' | Theme): void => {
  nativeTheme.themeSource = theme
}

/** Calls back whenever the look in force changed, by the user or by the system. */
export const onThemeChange = (listener: (theme: Theme) => void): void => {
  let known = currentTheme()
  nativeTheme.on('updated', () => {
    if (currentTheme() === known) return
    known = currentTheme()
    listener(known)
  })
}
