import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Mailbox {
	port: number;
	/** Whole mails as they came, newest last. */
	mails: string[];
	close(): Promise<void>;
}

/** A mail server on loopback that takes every mail and delivers none: as much SMTP as n8n's mailer speaks (RFC 5321). */
export async function openMailbox(): Promise<Mailbox> {
	const mails: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
		let inData = false;
		let rest = '';
		const say = (line: string): void => {
			socket.write(`${line}\r\n`);
		};
		say('220 mailbox');
		socket.on('data', (chunk) => {
			rest += chunk.toString('utf8');
			for (;;) {
				const end = rest.indexOf(inData ? '\r\n.\r\n' : '\r\n');
				if (end < 0) return;
				const text = rest.slice(0, end);
				rest = rest.slice(end + (inData ? 5 : 2));
				if (inData) {
					inData = false;
					mails.push(text);
					say('250 Taken');
				} else {
					const verb = text.slice(0, 4).toUpperCase();
					inData = verb === 'DATA';
					if (inData) say('354 Go on');
					else if (verb === 'QUIT') say('221 Bye');
					else if (verb === 'AUTH') say('235 Welcome');
					else say('250 OK');
				}
			}
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		mails,
		async close() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

/** The addresses behind the buttons of a mail: quoted-printable undone, entities read. */
export function linksOf(mail: string): string[] {
	const text = mail
		.replace(/=\r\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
		.replaceAll('&amp;', '&');
	return [...new Set([...text.matchAll(/href="(http[^"]+)"/g)].map(([, url]) => url))];
}
