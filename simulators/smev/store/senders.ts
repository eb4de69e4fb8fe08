export interface Sender {
  mnemonic: string
  /** SHA-256 of the certificates whose owner it is, hexadecimal. */
  certificates: string[]
  /** Whether it may send requests at all. */
  access: boolean
}

/** Who is known by which certificate. A queue of answers belongs to the sender, so a new certificate keeps it. */
export class Senders {
  private readonly byMnemonic = new Map<string, Sender>()
  private readonly byFingerprint = new Map<string, string>()

  list(): Sender[] {
    return [...this.byMnemonic.values()]
  }

  find(mnemonic: string): Sender | undefined {
    return this.byMnemonic.get(mnemonic)
  }

  ownerOf(fingerprint: string): string | undefined {
    return this.byFingerprint.get(fingerprint)
  }

  /** Returns the former owner of the certificate, when it changes hands. */
  put(mnemonic: string, fingerprint?: string, access?: boolean): string | undefined {
    const sender = this.byMnemonic.get(mnemonic) ?? { mnemonic, certificates: [], access: true }
    if (access !== undefined) sender.access = access
    this.byMnemonic.set(mnemonic, sender)
    if (fingerprint === undefined) return undefined
    const former = this.byFingerprint.get(fingerprint)
    if (former === mnemonic) return undefined
    const giver = former === undefined ? undefined : this.byMnemonic.get(former)
    if (giver) giver.certificates = giver.certificates.filter((known) => known !== fingerprint)
    sender.certificates.push(fingerprint)
    this.byFingerprint.set(fingerprint, mnemonic)
    return former
  }

  /** The certificates stay known: what they sign is answered SenderIsNotRegistered. */
  remove(mnemonic: string): void {
    this.byMnemonic.delete(mnemonic)
  }
}
