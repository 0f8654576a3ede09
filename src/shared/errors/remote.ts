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
  'remote.key-refused': {
    en: '{host} does not accept the key (answer {status}). Your text is as it was. Give the right key under Settings.',
    fr: '{host} n’accepte pas la clé (réponse {status}). Votre texte n’a pas changé. Donnez la bonne clé dans les Réglages.'
  },
  'remote.no-model': {
    en: '{host} has no model “{model}”. Your text is as it was. Choose one of its models under Settings, or load this one in that program.',
    fr: '{host} n’a pas de modèle « {model} ». Votre texte n’a pas changé. Choisissez un de ses modèles dans les Réglages, ou chargez celui-ci dans ce programme.'
  },
  'remote.no-completions': {
    en: 'What answers at {host} does not write on from a text (OpenAI’s completions). Your text is as it was. Check the address: it often ends in /v1.',
    fr: 'Ce qui répond à {host} ne sait pas continuer un texte (complétions d’OpenAI). Votre texte n’a pas changé. Vérifiez l’adresse : elle finit souvent par /v1.'
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
