// Which screen is shown, kept in the address so that reloading and the back key work. Knows no screen's inside.
import { ProjectId } from '#shared/ids.ts'

export const projectScreens = ['write', 'corpus', 'learn', 'publish'] as const
export type ProjectScreen = (typeof projectScreens)[number]

export type Route =
  | { readonly screen: 'library' | 'settings' }
  | { readonly screen: ProjectScreen; readonly projectId: ProjectId }

const isProjectScreen = (name: string | undefined): name is ProjectScreen => projectScreens.some((screen) => screen === name)

export function parseRoute(hash: string): Route {
  const [place, id, name] = hash.replace(/^#\/?/, '').split('/')
  if (place === 'settings') return { screen: 'settings' }
  const projectId = ProjectId.safeParse(id)
  if (place === 'book' && projectId.success && isProjectScreen(name)) return { screen: name, projectId: projectId.data }
  return { screen: 'library' }
}

export const hashOf = (route: Route): string => ('projectId' in route ? `#/book/${route.projectId}/${route.screen}` : `#/${route.screen}`)

class Router {
  route = $state.raw<Route>(parseRoute(location.hash))

  constructor() {
    window.addEventListener('hashchange', () => (this.route = parseRoute(location.hash)))
  }

  /** The project on screen, or null in the library and the settings. */
  get projectId(): ProjectId | null {
    return 'projectId' in this.route ? this.route.projectId : null
  }

  go(route: Route): void {
    location.hash = hashOf(route)
    this.route = route
  }
}

export const router = new Router()
