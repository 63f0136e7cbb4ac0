/** The copper diamond. */
export const Logo = ({ size = 9 }: { readonly size?: number }) => (
  <span
    aria-hidden="true"
    className="mx-[3px] inline-block shrink-0 rotate-45 bg-accent"
    style={{ width: size, height: size, borderRadius: size / 9 }}
  />
)
