// Errors of the models domain: finding, fetching and keeping base models.
import type { SentenceTable } from './kinds.ts'

export const models = {
  'models.offline': {
    en: '{host} could not be reached ({detail}). What was fetched so far is kept. Check the connection, then press Resume.',
    fr: '{host} est injoignable ({detail}). Ce qui a déjà été reçu est conservé. Vérifiez la connexion, puis appuyez sur Reprendre.'
  },
  'models.hub-busy': {
    en: '{host} refused several times in a row (answer {status}). What was fetched so far is kept. Wait a few minutes, then press Resume.',
    fr: '{host} a refusé plusieurs fois de suite (réponse {status}). Ce qui a déjà été reçu est conservé. Attendez quelques minutes, puis appuyez sur Reprendre.'
  },
  'models.hub-refused': {
    en: '{host} did not give {what} (answer {status}). What was fetched so far is kept. Check the name, or try again later.',
    fr: '{host} n’a pas donné {what} (réponse {status}). Ce qui a déjà été reçu est conservé. Vérifiez le nom, ou réessayez plus tard.'
  },
  'models.bad-listing': {
    en: '{host} answered something that is not a list of a model’s files. Nothing was fetched. Try again later, or check the address of the hub.',
    fr: '{host} a répondu autre chose que la liste des fichiers d’un modèle. Rien n’a été téléchargé. Réessayez plus tard, ou vérifiez l’adresse du serveur.'
  },
  'models.no-such-repo': {
    en: 'There is no model “{repo}” at {host}, or it is a private one. Nothing was fetched. Check the name (owner/name); for a private model, give a token that may read it.',
    fr: 'Il n’y a pas de modèle « {repo} » sur {host}, ou il est privé. Rien n’a été téléchargé. Vérifiez le nom (auteur/nom) ; pour un modèle privé, donnez un jeton qui a le droit de le lire.'
  },
  'models.no-such-revision': {
    en: '“{repo}” has no revision “{revision}” at {host}. Nothing was fetched. Leave the revision out for the usual one.',
    fr: '« {repo} » n’a pas de révision « {revision} » sur {host}. Rien n’a été téléchargé. Ne précisez pas de révision pour avoir l’habituelle.'
  },
  'models.gated': {
    en: '“{repo}” is given only to those who accept its licence. Nothing was fetched. Open {page}, accept the licence there, make an access token (“read”) in your account’s settings, give it to Aurore, and try again.',
    fr: '« {repo} » n’est donné qu’à ceux qui acceptent sa licence. Rien n’a été téléchargé. Ouvrez {page}, acceptez-y la licence, créez un jeton d’accès (« read ») dans les réglages de votre compte, donnez-le à Aurore, puis réessayez.'
  },
  'models.token-refused': {
    en: 'Your token does not open “{repo}”. Nothing was fetched; the token is kept. Open {page} with the same account and accept the licence (some authors answer after a day), or give another token.',
    fr: 'Votre jeton n’ouvre pas « {repo} ». Rien n’a été téléchargé ; le jeton est conservé. Ouvrez {page} avec le même compte et acceptez la licence (certains auteurs répondent au bout d’un jour), ou donnez un autre jeton.'
  },
  'models.no-safetensors': {
    en: '“{repo}” has its weights only in forms that Aurore does not open (it needs .safetensors; .bin files can hold programs). Nothing was fetched. Choose another model, or another revision of this one, such as refs/pr/1.',
    fr: '« {repo} » n’a ses poids que sous des formes qu’Aurore n’ouvre pas (il lui faut des .safetensors ; les fichiers .bin peuvent contenir des programmes). Rien n’a été téléchargé. Choisissez un autre modèle, ou une autre révision de celui-ci, par exemple refs/pr/1.'
  },
  'models.file-missing': {
    en: '“{repo}” has no {file}, which Aurore needs. Nothing of its weights was fetched. Choose another model.',
    fr: '« {repo} » n’a pas de {file}, dont Aurore a besoin. Rien de ses poids n’a été téléchargé. Choisissez un autre modèle.'
  },
  'models.no-room': {
    en: 'There is not enough room on the disk: {needed} MB are still to be fetched, {free} MB are free. What was fetched so far is kept. Free some space, then press Resume.',
    fr: 'Il n’y a pas assez de place sur le disque : il reste {needed} Mo à recevoir, et {free} Mo sont libres. Ce qui a déjà été reçu est conservé. Libérez de la place, puis appuyez sur Reprendre.'
  },
  'models.wrong-hash': {
    en: '{file} arrived twice with other content than {host} announces, so it was thrown away. The other files are kept. Try again later, or over another connection.',
    fr: '{file} est arrivé deux fois avec un autre contenu que celui annoncé par {host} ; il a été jeté. Les autres fichiers sont conservés. Réessayez plus tard, ou par une autre connexion.'
  },
  'models.unwritable': {
    en: '{path} cannot be written ({detail}). What was fetched so far is kept. Check the rights and the free space, then press Resume.',
    fr: '{path} ne peut pas être écrit ({detail}). Ce qui a déjà été reçu est conservé. Vérifiez les droits et l’espace libre, puis appuyez sur Reprendre.'
  },
  'models.busy-elsewhere': {
    en: '“{repo}” is already being fetched by another Aurore window or command. Nothing was changed here. It will be in the list when it has arrived.',
    fr: '« {repo} » est déjà en cours de téléchargement dans une autre fenêtre ou commande d’Aurore. Rien n’a été modifié ici. Il sera dans la liste dès son arrivée.'
  },
  'models.in-use': {
    en: 'These voices stand on “{name}” and could not speak without it: {voices}. Nothing was deleted. Remove these voices first if you no longer want them.',
    fr: 'Ces voix reposent sur « {name} » et ne pourraient plus parler sans lui : {voices}. Rien n’a été supprimé. Retirez d’abord ces voix si vous n’en voulez plus.'
  },
  'models.not-ours': {
    en: '“{name}” lies in a folder that Aurore did not make. Nothing was deleted. Take it off the list instead; delete the folder yourself if you wish.',
    fr: '« {name} » se trouve dans un dossier qu’Aurore n’a pas créé. Rien n’a été supprimé. Retirez-le plutôt de la liste ; supprimez vous-même le dossier si vous le souhaitez.'
  },
  'models.gone': {
    en: 'The files of this model were already deleted. Nothing was changed. Fetch it again if you want it back.',
    fr: 'Les fichiers de ce modèle sont déjà supprimés. Rien n’a été modifié. Téléchargez-le de nouveau si vous voulez le retrouver.'
  },
  'models.no-download': {
    en: 'No download of “{repo}” is under way. Nothing was changed. Start it first.',
    fr: 'Aucun téléchargement de « {repo} » n’est en cours. Rien n’a été modifié. Lancez-le d’abord.'
  },
  'models.bad-hub': {
    en: '“{address}” is not the address of a hub. Nothing was fetched. Set AURORE_HUB to an address such as https://huggingface.co, or leave it unset.',
    fr: '« {address} » n’est pas l’adresse d’un serveur de modèles. Rien n’a été téléchargé. Donnez à AURORE_HUB une adresse comme https://huggingface.co, ou ne la définissez pas.'
  },
  'models.token-unkept': {
    en: 'The token could not be kept ({detail}). Nothing was changed. Set HF_TOKEN in the environment instead, or check the rights of the data folder.',
    fr: 'Le jeton n’a pas pu être conservé ({detail}). Rien n’a été modifié. Définissez plutôt HF_TOKEN dans l’environnement, ou vérifiez les droits du dossier de données.'
  },
  'models.token-elsewhere': {
    en: 'The token comes from HF_TOKEN in the environment, which Aurore does not change. Nothing was changed. Unset it there.',
    fr: 'Le jeton vient de HF_TOKEN dans l’environnement, qu’Aurore ne modifie pas. Rien n’a été modifié. Retirez-le de là.'
  }
} as const satisfies SentenceTable
