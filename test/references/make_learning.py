#!/usr/bin/env python3
"""Reference numbers for what happens only while a model learns, beside the cases of make_references.py (run that first, into the same folder).

For every case that reads, learning.safetensors: `thin.*`, the loss and all gradients with parts left out by chance, where Hugging Face's classes leave them out and in the
shares of learning.json; `head_lora.*`, five AdamW steps of adapters with the head learned whole beside them, as PEFT's modules_to_save has it.
dora.safetensors: a layer with DoRA and dropout, in both layouts of a matrix, its answer and its gradients.
Which parts are left out follows from the numbers given as chance.*, by the same sums as in src/ml/nn/chance.ts, in float32.

Run: make_learning.py OUT
"""
import json, os, sys
import torch
import torch.nn.functional as F
from make_references import ALPHA, CASES, RANK, BiLstm, Encoder, example, loss_of, save, train

SHARES = dict(hidden=0.3, attention=0.2, classifier=0.4)


def salt(name):
    h = 0x811c9dc5
    for letter in name:
        h = ((h ^ ord(letter)) * 0x01000193) & 0xffffffff
    return torch.tensor(8 * h / 2 ** 32, dtype=torch.float32)


def fate(row, column, share):
    once = row * column
    drawn = (once - torch.floor(once)) * torch.tensor(64.37) + row
    return ((drawn - torch.floor(drawn)) > share).float() * (1 / (1 - share))


class Chances:
    """The numbers of one batch, drawn when first asked for."""

    def __init__(self, b, t):
        self.drawn = {'chance.rows': 1 + 32 * torch.rand(b * t), 'chance.texts': 1 + 32 * torch.rand(b), 'chance.keys': 1 + torch.rand(t)}

    def columns(self, width):
        return self.drawn.setdefault(f'chance.columns.{width}', 1 + torch.rand(width))

    def thin(self, x, share, place, rows='chance.rows'):
        flat = x.reshape(-1, x.shape[-1])
        row = self.drawn[rows][:, None] + salt(place)
        return (flat * fate(row, self.columns(flat.shape[1])[None, :], share)).view(x.shape)

    def looks(self, weights, share, place):
        b, heads, t, _ = weights.shape
        each = torch.stack([salt(f'head {i}') for i in range(heads)])[None, :, None, None]
        row = self.drawn['chance.rows'].view(b, 1, t, 1) + salt(place) + each
        return weights * fate(row, self.drawn['chance.keys'][None, None, None, :], share)


class ThinnedEncoder(Encoder):
    chances = None

    def thin(self, x, place, share='hidden', rows='chance.rows'):
        return self.chances.thin(x, SHARES[share], place, rows) if self.chances else x

    def __call__(self, ids):
        c, n, (b, t) = self.config, self.n, ids.shape
        kind, pad = c['model_type'], c['pad_token_id']
        real = ids != pad
        places = torch.cumsum(real.long(), 1) * real.long() + pad if kind == 'camembert' else torch.arange(t)[None, :].expand(b, t)
        x = self.p[n['word'] + '.weight'][ids] + self.p[n['place'] + '.weight'][places]
        x = x + self.p[n['kind'] + '.weight'][0] if n['kind'] else x
        x = self.thin(self.layer_norm(n['norm'], x, self.eps), n['norm'].rsplit('.', 1)[0])
        bias = torch.zeros(b, 1, 1, t).masked_fill(~real[:, None, None, :], torch.finfo(torch.float32).min)
        for i in range(self.layers):
            p = f"{n['layer']}{i}."
            q, k, v = (self.linear(p + n[part], x).view(b, t, self.h, -1).transpose(1, 2) for part in 'qkv')
            looks = torch.softmax(q @ k.transpose(-1, -2) / (self.d // self.h) ** 0.5 + bias, -1)
            looks = self.chances.looks(looks, SHARES['attention'], p + 'attention') if self.chances else looks
            output = self.linear(p + n['o'], (looks @ v).transpose(1, 2).reshape(b, t, -1))
            x = self.layer_norm(p + n['on'], x + (output if kind == 'distilbert' else self.thin(output, p + n['o'])), self.eps)
            x = self.layer_norm(p + n['dn'], x + self.thin(self.linear(p + n['down'], F.gelu(self.linear(p + n['up'], x))), p + n['down']), self.eps)
        if self.classes:
            first, last = self.head_names
            pooled = self.thin(x[:, 0], first, 'classifier', 'chance.texts') if kind == 'camembert' else x[:, 0]
            pooled = (F.relu if kind == 'distilbert' else torch.tanh)(self.linear(first, pooled))
            return self.linear(last, self.thin(pooled, last, 'classifier', 'chance.texts'))
        dense, norm, bias = self.head_names
        return self.layer_norm(norm, F.gelu(self.linear(dense, x)), self.eps) @ self.p[n['word'] + '.weight'].t() + self.p[bias]


class ThinnedBiLstm(BiLstm):
    """One share everywhere: of what each layer reads (moment by moment, all texts of a moment together) and of the last states."""
    chances = None

    def __call__(self, ids):
        real, share = ids != self.config['pad_token_id'], SHARES['hidden']
        x, last = self.p['embedding.weight'][ids], None
        for l in range(self.config['num_layers']):
            x = self.chances.thin(x.transpose(0, 1), share, f'rnn.{l}').transpose(0, 1) if self.chances else x
            ahead, back = self.direction(x, real, l, ''), self.direction(x, real, l, '_reverse')
            x, last = torch.cat([ahead[0], back[0]], -1), torch.cat([ahead[1], back[1]], -1)
        return self.linear('classifier', self.chances.thin(last, share, 'classifier', 'chance.texts') if self.chances else last)


def fields(config):
    """The shares as the configuration names them."""
    if config['model_type'] == 'recurrent-classifier':
        return dict(dropout=SHARES['hidden'])
    if config['model_type'] == 'distilbert':
        return dict(dropout=SHARES['hidden'], attention_dropout=SHARES['attention'], seq_classif_dropout=SHARES['classifier'])
    return dict(hidden_dropout_prob=SHARES['hidden'], attention_probs_dropout_prob=SHARES['attention'], classifier_dropout=SHARES['classifier'])


def thinned(net, ids, labels, out):
    net.chances = Chances(*ids.shape)
    parameters = {k: v.clone().requires_grad_(True) for k, v in net.p.items()}
    before, net.p = net.p, parameters
    loss = loss_of(net, ids, labels)
    loss.backward()
    out['thin.loss'] = loss.detach()
    for key, value in parameters.items():
        out['thin.grad.' + key] = value.grad.clone() if value.grad is not None else torch.zeros_like(value)
    out.update(net.chances.drawn)
    net.p, net.chances = before, None


def head_lora(net, ids, labels, out):
    head = [k for k in net.p if k.rsplit('.', 1)[0] in net.head_names]
    net.p = {k: v.clone() for k, v in net.p.items()}
    net.lora = {}
    for target, n_in, n_out in net.targets:
        net.lora[target + '.lora_A.weight'], net.lora[target + '.lora_B.weight'] = torch.randn(RANK, n_in) * 0.1, torch.randn(n_out, RANK) * 0.02
    for key, value in net.lora.items():
        out['head_lora.start.base_model.model.' + key] = value.clone()
    learned = {**{'base_model.model.' + k: v for k, v in net.lora.items()}, **{k: net.p[k] for k in head}}
    for value in learned.values():
        value.requires_grad_(True)
    out['head_lora.losses'] = train(net, learned, ids, labels, 0.0)
    for key, value in learned.items():
        out['head_lora.end.' + key] = value.detach().clone()


def dora(out):
    """PEFT's layer while it learns: base(x) + (m/‖V‖ − 1) · W d(x) + m/‖V‖ · s · B A d(x), V = W + s B A, its length a constant (Liu et al. 2024, section 4.3)."""
    n_in, n_out, rows, rank, scale, share = 6, 4, 5, 3, 2.0, 0.4
    for layout in ['out-in', 'in-out']:
        x, w, bias = torch.randn(rows, n_in), torch.randn(n_out, n_in), torch.randn(n_out)
        a, b, m = torch.randn(rank, n_in), torch.randn(n_out, rank), 0.5 + torch.rand(n_out)
        weights = torch.randn(rows, n_out)
        chances = Chances(1, rows)
        learned = dict(x=x, a=a, b=b, m=m)
        for value in learned.values():
            value.requires_grad_(True)
        left = chances.thin(x, share, 'layer')
        ratio = m / (w + scale * (b @ a)).norm(dim=1).detach()
        y = x @ w.t() + bias + (ratio - 1) * (left @ w.t()) + ratio * scale * (left @ a.t() @ b.t())
        (y * weights).sum().backward()
        out.update({f'{layout}.{k}': v.detach() for k, v in dict(x=x, a=a, b=b, m=m, bias=bias, y=y, against=weights, weight=w if layout == 'out-in' else w.t().contiguous()).items()})
        out.update({f'{layout}.grad.{k}': v.grad for k, v in learned.items()})
        out.update({f'{layout}.{k}': v for k, v in chances.drawn.items()})


def learning(name, folder):
    kind, config = CASES[name]
    torch.manual_seed(20261122)
    net = {Encoder: ThinnedEncoder, BiLstm: ThinnedBiLstm}[kind](config)
    ids, labels = example(net)
    torch.manual_seed(20261128)
    out = {}
    thinned(net, ids, labels, out)
    if kind is Encoder and net.classes:
        head_lora(net, ids, labels, out)
    save(os.path.join(folder, name, 'learning.safetensors'), out)
    with open(os.path.join(folder, name, 'learning.json'), 'w') as file:
        json.dump(fields(config), file)
    print(f"{name:22s} thinned {out['thin.loss'].item():.5f} {[round(x, 4) for x in out.get('head_lora.losses', torch.tensor([])).tolist()]}")


if __name__ == '__main__':
    folder = sys.argv[1]
    for case, (kind, _) in CASES.items():
        if kind in (Encoder, BiLstm):
            learning(case, folder)
    torch.manual_seed(20261128)
    layer = {}
    dora(layer)
    save(os.path.join(folder, 'dora.safetensors'), layer)
