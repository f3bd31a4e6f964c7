import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { fail, sessionOver } from './errors.mts';
import type { Version } from './errors.mts';

export const companyDb = 'SBO_ACRYLICS';

export interface User {
	userName: string;
	password: string;
	/** May change items and post stock. */
	mayWrite: boolean;
}

export const users = {
	full: { userName: 'n8n', password: 'Gesso-41-Viridian', mayWrite: true },
	readOnly: { userName: 'n8n_read', password: 'Umber-73-Scarlet', mayWrite: false },
} satisfies Record<string, User>;

/** Wrong passwords in a row until a user is locked; companies set it in their password policy. */
const triesUntilLocked = 3;
const timeoutMinutes = 30;

interface Session {
	user: User;
	route: string;
	lastUsed: number;
}

/** Sessions that end when idle, each known to one worker process only (sap-business-one sheet, section 2). */
export class Sessions {
	readonly #world: World;
	readonly #sessions = new Map<string, Session>();
	readonly #wrongTries = new Map<string, number>();
	logins = 0;

	constructor(world: World) {
		this.#world = world;
	}

	get open(): number {
		return this.#sessions.size;
	}

	logIn(request: FakeRequest, version: Version): FakeAnswer {
		this.logins += 1;
		const { CompanyDB, UserName, Password } = JSON.parse(request.body.toString()) as Record<
			string,
			unknown
		>;
		const name = String(UserName);
		const tries = this.#wrongTries.get(name) ?? 0;
		if (tries >= triesUntilLocked) fail(401, 100000055, 'The user is locked');
		const user = Object.values(users).find(({ userName }) => userName === name);
		if (!user || CompanyDB !== companyDb || user.password !== Password) {
			this.#wrongTries.set(name, tries + 1);
			return fail(401, 100000027, 'Enter a valid user name and password');
		}
		this.#wrongTries.delete(name);
		const id = this.#id();
		const route = `.node${1 + Math.floor(this.#world.random() * 4)}`;
		this.#sessions.set(id, { user, route, lastUsed: this.#world.clock.now() });
		const root = `${this.#world.baseUrl('sap-business-one')}/b1s/${version}`;
		const context = { [version === 'v2' ? '@odata.context' : 'odata.metadata']: '' };
		for (const key of Object.keys(context)) context[key] = `${root}/$metadata#B1Sessions/$entity`;
		return {
			status: 200,
			headers: {
				'content-type': 'application/json;charset=utf-8',
				'set-cookie': `B1SESSION=${id};HttpOnly;, ROUTEID=${route}; path=/b1s`,
			},
			body: { ...context, SessionId: id, Version: '1000290', SessionTimeout: timeoutMinutes },
		};
	}

	logOut(request: FakeRequest): FakeAnswer {
		this.check(request);
		this.#sessions.delete(cookies(request).get('B1SESSION') ?? '');
		return { status: 204 };
	}

	check(request: FakeRequest): User {
		const given = cookies(request);
		const session = this.#sessions.get(given.get('B1SESSION') ?? '');
		const now = this.#world.clock.now();
		const known = session !== undefined && session.route === given.get('ROUTEID');
		if (!known || now - session.lastUsed > timeoutMinutes * 60_000) throw sessionOver();
		session.lastUsed = now;
		return session.user;
	}

	#id(): string {
		const hex = (length: number) =>
			Array.from({ length }, () => Math.floor(this.#world.random() * 16).toString(16)).join('');
		return `${hex(8)}-${hex(4)}-11f0-8000-${hex(12)}`;
	}
}

function cookies({ headers }: FakeRequest): Map<string, string> {
	const pairs = (headers['cookie'] ?? '').split(';').map((part) => part.trim().split('='));
	return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}
