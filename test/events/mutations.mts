// Seeded forgeries: small changes of texts and bytes, never the same value again.
import { seeded } from '../../sandbox/random.mts';

const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');

export class Chance {
	readonly #random: () => number;

	constructor(seed: number) {
		this.#random = seeded(seed);
	}

	below(limit: number): number {
		return Math.floor(this.#random() * limit);
	}

	of<T>(list: readonly T[]): T {
		return list[this.below(list.length)]!;
	}

	text(length: number): string {
		return Array.from({ length }, () => PRINTABLE[this.below(PRINTABLE.length)]).join('');
	}

	/** Another text, not equal by `same` either. */
	otherText(text: string, same: (text: string) => string = (one) => one): string {
		for (;;) {
			const changed = this.#change(text);
			if (same(changed) !== same(text)) return changed;
		}
	}

	otherBytes(bytes: Buffer): Buffer {
		for (;;) {
			const changed = this.#changeBytes(bytes);
			if (!changed.equals(bytes)) return changed;
		}
	}

	#change(text: string): string {
		const at = this.below(text.length + 1);
		const mark = this.text(1);
		return this.of([
			() => text.slice(0, at) + mark + text.slice(at + 1),
			() => text.slice(0, at) + mark + text.slice(at),
			() => text.slice(0, at) + text.slice(at + 1),
			() => text.slice(0, at),
			() => text.slice(at),
			() => text.slice(at) + text.slice(0, at),
			() => `${text}, ${text}`,
			() => [...text].reverse().join(''),
			() => (this.below(2) ? text.toUpperCase() : text.toLowerCase()),
			() => Buffer.from(text).toString(this.below(2) ? 'hex' : 'base64'),
			() => this.text(text.length),
			() => this.of(['', ' ', 'null', 'undefined', 'true', '0', '=', '[object Object]']),
		])();
	}

	#changeBytes(bytes: Buffer): Buffer {
		const at = this.below(bytes.length + 1);
		const byte = Buffer.from([this.below(256)]);
		return this.of([
			() => Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at + 1)]),
			() => Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at)]),
			() => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
			() => bytes.subarray(0, at),
			() => bytes.subarray(at),
			() => Buffer.concat([bytes, bytes]),
			() => Buffer.alloc(0),
		])();
	}
}
