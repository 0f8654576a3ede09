#!/usr/bin/env python3
"""Continuations by contrastive search, made by PyTorch the slow way: every candidate in a forward pass of its own over the whole text, the formula as the paper writes it
(Su et al. 2022, equation 5). The models are those of make_references.py; nothing is shared with the program's own search.

Run: make_contrast.py CASES OUT.json
"""
import json, os, struct, sys
import torch
import torch.nn.functional as F
from make_references import Decoder

WAYS = [(0.6, 5), (0.3, 8), (0.9, 3)]
TOKENS = 24


def load(folder):
    with open(os.path.join(folder, 'config.json')) as file:
        net = Decoder(json.load(file))
    raw = open(os.path.join(folder, 'model.safetensors'), 'rb').read()
    size = struct.unpack('<Q', raw[:8])[0]
    for name, told in json.loads(raw[8:8 + size]).items():
        start, end = told['data_offsets']
        net.p[name] = torch.frombuffer(bytearray(raw[8 + size + start:8 + size + end]), dtype=torch.float32).view(told['shape'])
    return net


def next_token(net, ids, alpha, top):
    chances = torch.softmax(net(ids)[0, -1], -1)
    best, worth = None, None
    for candidate in torch.topk(chances, top).indices.tolist():
        states = net.hidden(torch.cat([ids, torch.tensor([[candidate]])], 1))[0]
        penalty = F.cosine_similarity(states[-1:], states[:-1], dim=-1).max()
        score = (1 - alpha) * chances[candidate] - alpha * penalty
        if worth is None or score > worth:
            best, worth = candidate, score
    return best


cases, out = sys.argv[1:3]
found = []
torch.manual_seed(7)
with torch.no_grad():
    for name in ['llama-yarn', 'mistral-window', 'smollm3', 'gemma3']:
        net = load(os.path.join(cases, name))
        for alpha, top in WAYS:
            ids = torch.randint(5, net.config['vocab_size'], (1, 6))
            prompt, tokens = ids[0].tolist(), []
            for _ in range(TOKENS):
                tokens.append(next_token(net, ids, alpha, top))
                ids = torch.cat([ids, torch.tensor([[tokens[-1]]])], 1)
            found.append({'case': name, 'alpha': alpha, 'top': top, 'prompt': prompt, 'tokens': tokens})
with open(out, 'w') as file:
    file.write('[\n' + ',\n'.join(json.dumps(one) for one in found) + '\n]\n')
