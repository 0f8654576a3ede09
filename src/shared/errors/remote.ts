// Errors of writing with another program's model.
import type { SentenceTable } from './kinds.ts'

export const remote = {
  'remote.off': {
    en: 'Writing with another program’s model is switched off, or has no address or model yet. Nothing was sent. Set it up under Settings, or let another voice speak.',
    fr: 'L’écriture avec le modèle d’un autre programme est coupée, ou n’a pas encore d’adresse ou de modèle. Rien n’a été envoyé. Réglez-la dans les Réglages, ou laissez parler une autre voix.'
  },
  'remote.bad-address': {
    en: '“{address}” is not an address Aurore can write to. Nothing was sent. It looks like http://127.0.0.1:11434/v1, without a name or password in it.',
    fr: '« {address} » n’est pas une adresse à laquelle Aurore peut écrire. Rien n’a été envoyé. Elle ressemble à http://127.0.0.1:11434/v1, sans nom ni mot de passe.'
  },
  'remote.unreachable': {
    en: 'No program answers at {host} ({detail}). Your text is as it was. Start that program, or correct the address under Settings.',
    fr: 'Aucun programme ne répond à {host} ({detail}). Votre texte n’a pas changé. Lancez ce programme, ou corrigez l’adresse dans les Réglages.'
  },
  'remote.silent': {
    en: '{host} was reached, but nothing came from it for {seconds} seconds. Your text is as it was; what had come is kept. Look whether that program is busy or stuck, then ask again.',
    fr: '{host} a bien été joint, mais n’a rien envoyé pendant {seconds} secondes. Votre texte n’a pas changé ; ce qui était arrivé est conservé. Voyez si ce programme est occupé ou bloqué, puis redemandez.'
  },
  'remote.certificate': {
    en: 'The certificate of {host} is not one this machine trusts ({detail}). Nothing was sent. Have it trusted by this system (or name its authority in NODE_EXTRA_CA_CERTS), or correct the address under Settings.',
    fr: 'Cette machine ne reconnaît pas le certificat de {host} ({detail}). Rien n’a été envoyé. Faites-le reconnaître par ce système (ou nommez son autorité dans NODE_EXTRA_CA_CERTS), ou corrigez l’adresse dans les Réglages.'
  },
  'remote.not-encrypted': {
    en: '{host} does not answer in https. Nothing was sent. If that is meant, write http:// at the beginning of the address under Settings.',
    fr: '{host} ne répond pas en https. Rien n’a été envoyé. Si c’est voulu, écrivez http:// au début de l’adresse dans les Réglages.'
  },
  'remote.moved': {
    en: '{host} sends its callers on to {to}. Aurore does not follow: your text goes only where you said. Nothing was written. If you trust that place, give its address under Settings.',
    fr: '{host} renvoie ceux qui l’appellent à {to}. Aurore ne suit pas : votre texte ne va que là où vous l’avez dit. Rien n’a été écrit. Si vous faites confiance à ce lieu, donnez son adresse dans les Réglages.'
  },
  'remote.proxy': {
    en: '{host} could not be reached by the proxy {proxy} that this system names ({detail}). Your text is as it was. Check the proxy, or except this address from it (NO_PROXY).',
    fr: '{host} n’a pas pu être joint par le mandataire {proxy} qu’indique ce système ({detail}). Votre texte n’a pas changé. Vérifiez le mandataire, ou exceptez-en cette adresse (NO_PROXY).'
  },
  'remote.loading': {
    en: 'The program at {host} is still loading its model. Your text is as it was. Ask again in a moment.',
    fr: 'Le programme de {host} charge encore son modèle. Votre texte n’a pas changé. Redemandez dans un instant.'
  },
  'remote.too-long': {
    en: 'The model at {host} reads {window} tokens at most, fewer than it was sent. Your text is as it was. Set its window under Settings, Advanced.',
    fr: 'Le modèle de {host} lit {window} tokens au plus, moins qu’il n’en a reçu. Votre texte n’a pas changé. Réglez sa fenêtre dans les Réglages, Avancé.'
  },
  'remote.which-model': {
    en: '{host} has several models: {models}. Nothing was sent. Say which one with --endpoint-model.',
    fr: '{host} a plusieurs modèles : {models}. Rien n’a été envoyé. Dites lequel avec --endpoint-model.'
  },
  'remote.key-refused': {
    en: '{host} does not accept the key (answer {status}). Your text is as it was. Give the right key under Settings.',
    fr: '{host} n’accepte pas la clé (réponse {status}). Votre texte n’a pas changé. Donnez la bonne clé dans les Réglages.'
  },
  'remote.no-model': {
    en: '{host} has no model “{model}”. Your text is as it was. Choose one of its models under Settings, or load this one in that program.',
    fr: '{host} n’a pas de modèle « {model} ». Votre texte n’a pas changé. Choisissez un de ses modèles dans les Réglages, ou chargez celui-ci dans ce programme.'
  },
  'remote.no-completions': {
    en: 'What answers at {host} does not write on from a text, neither by OpenAI’s completions nor by its chat. Your text is as it was. Check the address: it often ends in /v1.',
    fr: 'Ce qui répond à {host} ne sait pas continuer un texte, ni par les complétions d’OpenAI ni par son dialogue. Votre texte n’a pas changé. Vérifiez l’adresse : elle finit souvent par /v1.'
  },
  'remote.refused': {
    en: '{host} refused to write (answer {status}: {detail}). Your text is as it was. Try again later, or look at that program.',
    fr: '{host} a refusé d’écrire (réponse {status} : {detail}). Votre texte n’a pas changé. Réessayez plus tard, ou allez voir ce programme.'
  },
  'remote.broken': {
    en: 'The line to {host} broke while it was writing ({detail}). What had come is kept. Ask again to go on.',
    fr: 'La liaison avec {host} s’est rompue pendant l’écriture ({detail}). Ce qui était arrivé est conservé. Redemandez pour continuer.'
  },
  'remote.key-unkept': {
    en: 'The key could not be kept on this machine ({detail}). The one before still stands. Check the rights of the data folder.',
    fr: 'La clé n’a pas pu être gardée sur cette machine ({detail}). La précédente reste en place. Vérifiez les droits du dossier des données.'
  },
  'remote.weights-elsewhere': {
    en: '“{model}” is another program’s model: its likelihoods are not known here. Nothing was changed. Choose a voice or a base model of Aurore’s to look into words.',
    fr: '« {model} » est le modèle d’un autre programme : ses probabilités ne sont pas connues ici. Rien n’a été modifié. Choisissez une voix ou un modèle d’Aurore pour regarder les mots.'
  }
} as const satisfies SentenceTable
