#!/usr/bin/env python3
"""Reference numbers made by PyTorch for architectures and options beyond ../shared/golden, in the same layout, read by the same `aurore engine verify`.

Each case is a folder: config.json and model.safetensors with Hugging Face's names, and reference.safetensors with input_ids, labels, logits, loss,
grad.*, adamw_losses, adamw.*, lora_losses, lora_init.*, lora.*, greedy. Encoders add no greedy tokens; their labels are not shifted.
Everything here is written from the papers and the published configurations, in plain PyTorch (Debian: apt-get install python3-torch python3-numpy).

Run: make_references.py OUT [case ...]
"""
import argparse, json, math, os, struct
import numpy as np
import torch
import torch.nn.functional as F

STEPS, RANK, ALPHA = 5, 4, 8


def save(path, tensors):
    names = {torch.float32: 'F32', torch.int64: 'I64'}
    header, parts, at = {}, [], 0
    for key, value in tensors.items():
        raw = value.detach().contiguous().numpy().tobytes()
        header[key] = {'dtype': names[value.dtype], 'shape': list(value.shape), 'data_offsets': [at, at + len(raw)]}
        parts.append(raw)
        at += len(raw)
    head = json.dumps(header).encode()
    head += b' ' * (-len(head) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(head)) + head + b''.join(parts))


class Net:
    """Parameters by name; `linear` knows about a low-rank adapter beside each layer it makes."""

    def __init__(self, config):
        self.config, self.p, self.targets, self.lora = config, {}, [], None

    def matrix(self, name, *shape, std=0.08):
        self.p[name] = torch.randn(*shape) * std

    def vector(self, name, size, around):
        self.p[name] = around + 0.1 * torch.randn(size)

    def add_linear(self, name, n_in, n_out, bias, adapted=True):
        self.matrix(name + '.weight', n_out, n_in)
        if bias:
            self.matrix(name + '.bias', n_out)
        if adapted:
            self.targets.append((name, n_in, n_out))

    def linear(self, name, x):
        y = x @ self.p[name + '.weight'].t()
        if name + '.bias' in self.p:
            y = y + self.p[name + '.bias']
        if self.lora is not None and name + '.lora_A.weight' in self.lora:
            y = y + ALPHA / RANK * (x @ self.lora[name + '.lora_A.weight'].t() @ self.lora[name + '.lora_B.weight'].t())
        return y

    def layer_norm(self, name, x, eps):
        return F.layer_norm(x, x.shape[-1:], self.p[name + '.weight'], self.p[name + '.bias'], eps)


def rms(x, weight, eps):
    return weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)


def turn(x, inverse, factor):
    """x [B, heads, T, d], half-split rotation."""
    angle = torch.arange(x.shape[2]).float()[:, None] * inverse[None, :]
    c, s = torch.cos(angle) * factor, torch.sin(angle) * factor
    a, b = x.chunk(2, -1)
    return torch.cat([a * c - b * s, b * c + a * s], -1)


def yarn(dim, theta, scaling):
    """Peng et al. 2023, section 3.2 and appendix A."""
    plain = theta ** (-torch.arange(0, dim, 2).float() / dim)
    where = lambda turns: dim * math.log(scaling['original_max_position_embeddings'] / (turns * 2 * math.pi)) / (2 * math.log(theta))
    low, high = max(0, math.floor(where(scaling.get('beta_fast', 32)))), min(dim - 1, math.ceil(where(scaling.get('beta_slow', 1))))
    ramp = torch.clamp((torch.arange(dim // 2).float() - low) / (high - low if high > low else 0.001), 0, 1)
    return plain * (1 - ramp) + plain / scaling['factor'] * ramp, 0.1 * math.log(scaling['factor']) + 1


def causal(length, window):
    i, j = torch.arange(length)[:, None], torch.arange(length)[None, :]
    seen = j <= i
    if window is not None:
        seen = seen & (j > i - window)
    return torch.zeros(length, length).masked_fill(~seen, float('-inf'))


class Decoder(Net):
    """Llama's family with windows, layers without positions and YaRN; Gemma 3 with its four norms a block."""

    def __init__(self, c):
        super().__init__(c)
        self.gemma = c['model_type'] == 'gemma3_text'
        d, h, k, f = c['hidden_size'], c['num_attention_heads'], c['num_key_value_heads'], c['intermediate_size']
        self.dim = c.get('head_dim', d // h)
        around = 0.0 if self.gemma else 1.0
        self.matrix('model.embed_tokens.weight', c['vocab_size'], d)
        for i in range(c['num_hidden_layers']):
            p = f'model.layers.{i}.'
            extra = ['pre_feedforward_layernorm', 'post_feedforward_layernorm'] if self.gemma else []
            for norm in ['input_layernorm', 'post_attention_layernorm'] + extra:
                self.vector(p + norm + '.weight', d, around)
            if self.gemma:
                for norm in ['q_norm', 'k_norm']:
                    self.vector(p + f'self_attn.{norm}.weight', self.dim, around)
            for name, n_in, n_out in [('self_attn.q_proj', d, h * self.dim), ('self_attn.k_proj', d, k * self.dim), ('self_attn.v_proj', d, k * self.dim), ('self_attn.o_proj', h * self.dim, d),
                                      ('mlp.gate_proj', d, f), ('mlp.up_proj', d, f), ('mlp.down_proj', f, d)]:
                self.add_linear(p + name, n_in, n_out, c['model_type'] == 'qwen2' and name[-6] in 'qkv')
        self.vector('model.norm.weight', d, around)
        if not c['tie_word_embeddings']:
            self.matrix('lm_head.weight', c['vocab_size'], d)

    def norm(self, name, x):
        weight = self.p[name + '.weight']
        return rms(x, 1 + weight if self.gemma else weight, self.config['rms_norm_eps'])

    def rope(self, i):
        c = self.config
        if self.gemma:
            theta = c['rope_theta'] if c['layer_types'][i] == 'full_attention' else c['rope_local_base_freq']
            return theta ** (-torch.arange(0, self.dim, 2).float() / self.dim), 1.0
        if c.get('rope_scaling'):
            return yarn(self.dim, c['rope_theta'], c['rope_scaling'])
        if c.get('no_rope_layers') and c['no_rope_layers'][i] == 0:
            return None, 1.0
        return c['rope_theta'] ** (-torch.arange(0, self.dim, 2).float() / self.dim), 1.0

    def window(self, i):
        c = self.config
        if c['model_type'] == 'mistral':
            return c['sliding_window']
        return c['sliding_window'] if c.get('layer_types') and c['layer_types'][i] == 'sliding_attention' else None

    def __call__(self, ids):
        return self.hidden(ids) @ self.p['model.embed_tokens.weight' if self.config['tie_word_embeddings'] else 'lm_head.weight'].t()

    def hidden(self, ids):
        c, (b, t) = self.config, ids.shape
        h, k = c['num_attention_heads'], c['num_key_value_heads']
        x = self.p['model.embed_tokens.weight'][ids] * (math.sqrt(c['hidden_size']) if self.gemma else 1)
        act = (lambda v: F.gelu(v, approximate='tanh')) if self.gemma else F.silu
        for i in range(c['num_hidden_layers']):
            p = f'model.layers.{i}.'
            y = self.norm(p + 'input_layernorm', x)
            q, key, v = (self.linear(p + f'self_attn.{n}_proj', y).view(b, t, -1, self.dim) for n in 'qkv')
            if self.gemma:
                q, key = self.norm(p + 'self_attn.q_norm', q), self.norm(p + 'self_attn.k_norm', key)
            q, key, v = q.transpose(1, 2), key.transpose(1, 2), v.transpose(1, 2)
            inverse, factor = self.rope(i)
            if inverse is not None:
                q, key = turn(q, inverse, factor), turn(key, inverse, factor)
            key, v = key.repeat_interleave(h // k, 1), v.repeat_interleave(h // k, 1)
            scale = 1 / math.sqrt(c['query_pre_attn_scalar'] if self.gemma else self.dim)
            mixed = torch.softmax(q @ key.transpose(-1, -2) * scale + causal(t, self.window(i)), -1) @ v
            mixed = self.linear(p + 'self_attn.o_proj', mixed.transpose(1, 2).reshape(b, t, -1))
            x = x + (self.norm(p + 'post_attention_layernorm', mixed) if self.gemma else mixed)
            y = self.norm(p + ('pre_feedforward_layernorm' if self.gemma else 'post_attention_layernorm'), x)
            y = self.linear(p + 'mlp.down_proj', act(self.linear(p + 'mlp.gate_proj', y)) * self.linear(p + 'mlp.up_proj', y))
            x = x + (self.norm(p + 'post_feedforward_layernorm', y) if self.gemma else y)
        return self.norm('model.norm', x)


class Encoder(Net):
    """BERT, DistilBERT and CamemBERT: bidirectional, padding not looked at; a masked-language-model head or a classification head."""

    names = {
        'bert': dict(word='bert.embeddings.word_embeddings', place='bert.embeddings.position_embeddings', kind='bert.embeddings.token_type_embeddings', norm='bert.embeddings.LayerNorm', layer='bert.encoder.layer.',
                     q='attention.self.query', k='attention.self.key', v='attention.self.value', o='attention.output.dense', on='attention.output.LayerNorm', up='intermediate.dense', down='output.dense', dn='output.LayerNorm'),
        'camembert': dict(word='roberta.embeddings.word_embeddings', place='roberta.embeddings.position_embeddings', kind='roberta.embeddings.token_type_embeddings', norm='roberta.embeddings.LayerNorm', layer='roberta.encoder.layer.',
                          q='attention.self.query', k='attention.self.key', v='attention.self.value', o='attention.output.dense', on='attention.output.LayerNorm', up='intermediate.dense', down='output.dense', dn='output.LayerNorm'),
        'distilbert': dict(word='distilbert.embeddings.word_embeddings', place='distilbert.embeddings.position_embeddings', kind=None, norm='distilbert.embeddings.LayerNorm', layer='distilbert.transformer.layer.',
                           q='attention.q_lin', k='attention.k_lin', v='attention.v_lin', o='attention.out_lin', on='sa_layer_norm', up='ffn.lin1', down='ffn.lin2', dn='output_layer_norm'),
    }

    def __init__(self, c):
        super().__init__(c)
        kind = c['model_type']
        n = self.n = self.names[kind]
        distil = kind == 'distilbert'
        self.d, self.h, self.f, self.layers = (c['dim'], c['n_heads'], c['hidden_dim'], c['n_layers']) if distil else (c['hidden_size'], c['num_attention_heads'], c['intermediate_size'], c['num_hidden_layers'])
        self.eps = 1e-12 if distil else c['layer_norm_eps']
        d = self.d
        self.matrix(n['word'] + '.weight', c['vocab_size'], d)
        self.matrix(n['place'] + '.weight', c['max_position_embeddings'], d)
        if n['kind']:
            self.matrix(n['kind'] + '.weight', c['type_vocab_size'], d)
        self.ln(n['norm'])
        for i in range(self.layers):
            p = f"{n['layer']}{i}."
            for part in 'qkvo':
                self.add_linear(p + n[part], d, d, True)
            self.add_linear(p + n['up'], d, self.f, True)
            self.add_linear(p + n['down'], self.f, d, True)
            self.ln(p + n['on'])
            self.ln(p + n['dn'])
        self.classes = c['num_labels'] if 'Sequence' in c['architectures'][0] else 0
        if self.classes:
            first, last = {'bert': ('bert.pooler.dense', 'classifier'), 'distilbert': ('pre_classifier', 'classifier'), 'camembert': ('classifier.dense', 'classifier.out_proj')}[kind]
            self.add_linear(first, d, d, True, adapted=False)
            self.add_linear(last, d, self.classes, True, adapted=False)
            self.head_names = (first, last)
        else:
            dense, norm, bias = {'bert': ('cls.predictions.transform.dense', 'cls.predictions.transform.LayerNorm', 'cls.predictions.bias'), 'distilbert': ('vocab_transform', 'vocab_layer_norm', 'vocab_projector.bias'),
                                 'camembert': ('lm_head.dense', 'lm_head.layer_norm', 'lm_head.bias')}[kind]
            self.add_linear(dense, d, d, True, adapted=False)
            self.ln(norm)
            self.matrix(bias, c['vocab_size'])
            self.head_names = (dense, norm, bias)

    def ln(self, name):
        self.vector(name + '.weight', self.d, 1.0)
        self.vector(name + '.bias', self.d, 0.0)

    def __call__(self, ids):
        c, n, (b, t) = self.config, self.n, ids.shape
        kind, pad = c['model_type'], c['pad_token_id']
        real = (ids != pad)
        places = torch.cumsum(real.long(), 1) * real.long() + pad if kind == 'camembert' else torch.arange(t)[None, :].expand(b, t)
        x = self.p[n['word'] + '.weight'][ids] + self.p[n['place'] + '.weight'][places]
        if n['kind']:
            x = x + self.p[n['kind'] + '.weight'][0]
        x = self.layer_norm(n['norm'], x, self.eps)
        bias = torch.zeros(b, 1, 1, t).masked_fill(~real[:, None, None, :], torch.finfo(torch.float32).min)
        for i in range(self.layers):
            p = f"{n['layer']}{i}."
            q, k, v = (self.linear(p + n[part], x).view(b, t, self.h, -1).transpose(1, 2) for part in 'qkv')
            mixed = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(self.d // self.h) + bias, -1) @ v
            x = self.layer_norm(p + n['on'], x + self.linear(p + n['o'], mixed.transpose(1, 2).reshape(b, t, -1)), self.eps)
            x = self.layer_norm(p + n['dn'], x + self.linear(p + n['down'], F.gelu(self.linear(p + n['up'], x))), self.eps)
        if self.classes:
            first, last = self.head_names
            return self.linear(last, {'bert': torch.tanh, 'distilbert': F.relu, 'camembert': torch.tanh}[kind](self.linear(first, x[:, 0])))
        dense, norm, bias = self.head_names
        return self.layer_norm(norm, F.gelu(self.linear(dense, x)), self.eps) @ self.p[n['word'] + '.weight'].t() + self.p[bias]


class BiLstm(Net):
    """Embedding, one bidirectional LSTM, the last states of both directions, a linear head; padding stands at the end and is not read (packed)."""

    def __init__(self, c):
        super().__init__(c)
        d, h = c['embedding_size'], c['hidden_size']
        self.matrix('embedding.weight', c['vocab_size'], d)
        for l in range(c['num_layers']):
            for end in ['', '_reverse']:
                for name, shape in [('weight_ih', (4 * h, d if l == 0 else 2 * h)), ('weight_hh', (4 * h, h)), ('bias_ih', (4 * h,)), ('bias_hh', (4 * h,))]:
                    self.matrix(f'rnn.{name}_l{l}{end}', *shape, std=0.2)
        self.add_linear('classifier', 2 * h, c['num_labels'], True, adapted=False)

    def direction(self, x, real, l, end):
        b, t, _ = x.shape
        hidden = self.config['hidden_size']
        h, cell, out = torch.zeros(b, hidden), torch.zeros(b, hidden), [None] * t
        for s in (range(t) if end == '' else reversed(range(t))):
            gates = x[:, s] @ self.p[f'rnn.weight_ih_l{l}{end}'].t() + self.p[f'rnn.bias_ih_l{l}{end}'] + h @ self.p[f'rnn.weight_hh_l{l}{end}'].t() + self.p[f'rnn.bias_hh_l{l}{end}']
            i, f, g, o = gates.chunk(4, -1)
            keep = real[:, s:s + 1].float()
            next_cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
            next_h = torch.sigmoid(o) * torch.tanh(next_cell)
            cell, h = keep * next_cell + (1 - keep) * cell, keep * next_h + (1 - keep) * h
            out[s] = keep * h
        return torch.stack(out, 1), h

    def __call__(self, ids):
        real = ids != self.config['pad_token_id']
        x, last = self.p['embedding.weight'][ids], None
        for l in range(self.config['num_layers']):
            ahead, back = self.direction(x, real, l, ''), self.direction(x, real, l, '_reverse')
            x, last = torch.cat([ahead[0], back[0]], -1), torch.cat([ahead[1], back[1]], -1)
        return self.linear('classifier', last)


llama = dict(vocab_size=61, hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-6, rope_theta=10000.0, hidden_act='silu',
             max_position_embeddings=64, tie_word_embeddings=True)
bert = dict(vocab_size=61, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=40, type_vocab_size=2, layer_norm_eps=1e-12, hidden_act='gelu', pad_token_id=0, mask_token_id=4)
camembert = dict(bert, vocab_size=61, type_vocab_size=1, layer_norm_eps=1e-5, pad_token_id=1)
distil = dict(vocab_size=61, dim=16, hidden_dim=24, n_layers=2, n_heads=4, max_position_embeddings=40, activation='gelu', pad_token_id=0, mask_token_id=4, sinusoidal_pos_embds=False)
CASES = {
    'mistral-window': (Decoder, dict(llama, model_type='mistral', architectures=['MistralForCausalLM'], sliding_window=5)),
    'qwen2-window': (Decoder, dict(llama, model_type='qwen2', architectures=['Qwen2ForCausalLM'], use_sliding_window=True, sliding_window=6, max_window_layers=1, layer_types=['full_attention', 'sliding_attention', 'sliding_attention'])),
    'smollm3': (Decoder, dict(llama, model_type='smollm3', architectures=['SmolLM3ForCausalLM'], num_hidden_layers=4, no_rope_layers=[1, 1, 1, 0], use_sliding_window=False)),
    'llama-yarn': (Decoder, dict(llama, model_type='llama', architectures=['LlamaForCausalLM'], max_position_embeddings=64, rope_scaling=dict(rope_type='yarn', factor=4.0, original_max_position_embeddings=16))),
    'gemma3': (Decoder, dict(vocab_size=61, hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=1, head_dim=8, rms_norm_eps=1e-6, rope_theta=1000000.0, rope_local_base_freq=10000.0,
                             hidden_activation='gelu_pytorch_tanh', max_position_embeddings=64, query_pre_attn_scalar=16, sliding_window=5, layer_types=['sliding_attention', 'sliding_attention', 'full_attention'], tie_word_embeddings=True,
                             model_type='gemma3_text', architectures=['Gemma3ForCausalLM'], attention_bias=False)),
    'bert-mlm': (Encoder, dict(bert, model_type='bert', architectures=['BertForMaskedLM'])),
    'bert-classifier': (Encoder, dict(bert, model_type='bert', architectures=['BertForSequenceClassification'], num_labels=3)),
    'camembert-mlm': (Encoder, dict(camembert, model_type='camembert', architectures=['CamembertForMaskedLM'])),
    'camembert-classifier': (Encoder, dict(camembert, model_type='camembert', architectures=['CamembertForSequenceClassification'], num_labels=3)),
    'distilbert-mlm': (Encoder, dict(distil, model_type='distilbert', architectures=['DistilBertForMaskedLM'])),
    'distilbert-classifier': (Encoder, dict(distil, model_type='distilbert', architectures=['DistilBertForSequenceClassification'], num_labels=3)),
    'bilstm-classifier': (BiLstm, dict(model_type='recurrent-classifier', cell='lstm', vocab_size=61, embedding_size=12, hidden_size=10, num_layers=2, num_labels=3, pad_token_id=0)),
}


def loss_of(net, ids, labels):
    logits = net(ids)
    if logits.dim() == 2:
        return F.cross_entropy(logits, labels)
    if isinstance(net, Encoder):
        return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1), ignore_index=-100)
    return F.cross_entropy(logits[:, :-1].reshape(-1, logits.shape[-1]), labels[:, 1:].reshape(-1), ignore_index=-100)


def train(net, parameters, ids, labels, decay):
    losses, optimiser = [], torch.optim.AdamW(list(parameters.values()), lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    for _ in range(STEPS):
        loss = loss_of(net, ids, labels)
        losses.append(loss.item())
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(parameters.values()), 1.0)
        optimiser.step()
    return torch.tensor(losses)


def example(net, length=14):
    c = net.config
    ids = torch.randint(5, c['vocab_size'], (2, length))
    if 'pad_token_id' in c:
        ids[1, -4:] = c['pad_token_id']
    if getattr(net, 'classes', 0) or isinstance(net, BiLstm):
        return ids, torch.tensor([2, 0])
    labels = ids.clone()
    if isinstance(net, Encoder):
        hidden = torch.rand(ids.shape) < 0.4
        hidden[:, 1] = True
        labels[~hidden] = -100
        if 'pad_token_id' in c:
            labels[1, -4:] = -100
        ids = ids.masked_fill(hidden & (ids != c['pad_token_id']), c['mask_token_id'])
    else:
        labels[0, :3] = -100
    return ids, labels


def make(name, out):
    kind, config = CASES[name]
    torch.manual_seed(20261122)
    net, folder, reference = kind(config), os.path.join(out, name), {}
    os.makedirs(folder, exist_ok=True)
    ids, labels = example(net)
    reference['input_ids'], reference['labels'] = ids, labels
    with open(os.path.join(folder, 'config.json'), 'w') as file:
        json.dump(dict(config, torch_dtype='float32'), file, indent=1)
    save(os.path.join(folder, 'model.safetensors'), net.p)
    start = {k: v.clone() for k, v in net.p.items()}
    with torch.no_grad():
        reference['logits'] = net(ids)
        if kind is Decoder:
            so_far = ids[:1, :8]
            for _ in range(16):
                so_far = torch.cat([so_far, net(so_far)[:, -1:].argmax(-1)], 1)
            reference['greedy'] = so_far[:, 8:]
    for value in net.p.values():
        value.requires_grad_(True)
    loss = loss_of(net, ids, labels)
    loss.backward()
    reference['loss'] = loss.detach()
    for key, value in net.p.items():
        reference['grad.' + key] = value.grad.clone() if value.grad is not None else torch.zeros_like(value)
    reference['adamw_losses'] = train(net, net.p, ids, labels, 0.1)
    for key, value in net.p.items():
        reference['adamw.' + key] = value.detach().clone()
    if net.targets:
        net.p = start
        net.lora = {}
        for target, n_in, n_out in net.targets:
            net.lora[target + '.lora_A.weight'], net.lora[target + '.lora_B.weight'] = torch.randn(RANK, n_in) * 0.1, torch.randn(n_out, RANK) * 0.02
        for key, value in net.lora.items():
            reference['lora_init.base_model.model.' + key] = value.clone()
            value.requires_grad_(True)
        reference['lora_losses'] = train(net, net.lora, ids, labels, 0.0)
        for key, value in net.lora.items():
            reference['lora.base_model.model.' + key] = value.detach().clone()
    save(os.path.join(folder, 'reference.safetensors'), reference)
    print(f"{name:22s} loss {reference['loss'].item():.5f} adamw {[round(x, 4) for x in reference['adamw_losses'].tolist()]}")


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('out')
    parser.add_argument('cases', nargs='*')
    chosen = parser.parse_args()
    for case in chosen.cases or CASES:
        make(case, chosen.out)
