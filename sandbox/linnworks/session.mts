import type { FakeAnswer, FakeRequest, World } from '../fake.mts';
import { errorAnswer, guid, isGuid, member, Refused, unknownSession } from './answers.mts';

export const account = {
	applicationId: '7c1d94e2-5b60-4f3a-8e27-d1a9c60b73f4',
	applicationSecret: 'a86f2b19-04d7-4c95-b3e8-5f7c21d90e6a',
	installationToken: '3e95d0c7-b812-46fa-9d4c-e07b8a2f1c53',
};

export const LOGIN = '/api/Auth/AuthorizeByApplication';
/** Half an hour without a call (linnworks sheet, section 2; unconfirmed). */
const IDLE_SECONDS = 1800;

/** The session login: three GUIDs for a token and the server to use it at (linnworks sheet, section 2). */
export class Sessions {
	readonly #world: World;
	readonly #server: string;
	readonly #lastUse = new Map<string, number>();
	readonly #ids: { id: string; entity: string };

	constructor(world: World, server: string) {
		this.#world = world;
		this.#server = server;
		this.#ids = { id: guid(world), entity: guid(world) };
	}

	authorize(request: FakeRequest): FakeAnswer {
		let body: unknown;
		try {
			body = JSON.parse(request.body.toString());
		} catch {
			return errorAnswer(
				new Refused('An internal error occurred. Please contact Linnworks support'),
			);
		}
		const given = ['ApplicationId', 'ApplicationSecret', 'Token'].map((name) => member(body, name));
		if (!given.every(isGuid)) return errorAnswer(new Refused("Parameter '{0}' has invalid value"));
		const { applicationId, applicationSecret, installationToken } = account;
		const wanted = [applicationId, applicationSecret, installationToken];
		if (!wanted.every((one, i) => one === String(given[i]).toLowerCase()))
			return errorAnswer(new Refused('Application or token is not known.'));
		const token = guid(this.#world);
		this.#lastUse.set(token, this.#world.clock.now());
		return { status: 200, body: this.#session(token) };
	}

	/** The bare token, no "Bearer". */
	check(request: FakeRequest): void {
		const token = request.headers['authorization'] ?? '';
		const last = this.#lastUse.get(token);
		const now = this.#world.clock.now();
		if (last === undefined || now - last > IDLE_SECONDS * 1000) throw unknownSession();
		this.#lastUse.set(token, now);
	}

	#session(token: string) {
		return {
			MaxImagesPerStockItem: 0,
			FullName: 'Shop Owner',
			Company: 'Acrylic Art Supplies',
			DatabaseName: 'acrylicartsupplies',
			DatabaseServer: '',
			DatabaseUser: '',
			DatabasePassword: '',
			ProductName: 'Linnworks PRO',
			ExpirationDate: '2027-12-31T00:00:00Z',
			SuperAdmin: true,
			SessionUserId: 1,
			TTL: IDLE_SECONDS,
			Device: 'ByApplication',
			DeviceType: 'ByApplication',
			Server: this.#server,
			PushServer: this.#server,
			Status: { State: 'AVAILABLE', Reason: '', Parameters: {} },
			Id: this.#ids.id,
			EntityId: this.#ids.entity,
			Email: 'shop@example.com',
			UserName: 'shop',
			UserType: 'Application',
			Token: token,
			GroupName: 'Shop',
			Locality: 'EU',
			Properties: {},
			Md5Hash: this.#ids.id.replaceAll('-', ''),
			IsAccountHolder: true,
			UserId: this.#ids.id,
		};
	}
}
