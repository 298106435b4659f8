/** The part of `train.py` that reads images and weights: plain Python, the same for every run. */

/** Needs HEIGHT, WIDTH, CHANNELS. Images are bytes [n, H, W, I] until a batch is trained on, as on the page. */
export const READ_IMAGES = `class IdxImages:
    """Images and labels in IDX files (MNIST and its kin), plain or gzipped, in memory."""

    def __init__(self, pairs):
        read = [(read_idx(images), read_idx(labels)) for images, labels in pairs]
        self.images = torch.cat([images.reshape(len(images), HEIGHT, WIDTH, CHANNELS) for images, _ in read])
        self.labels = torch.cat([labels for _, labels in read]).long()

    def read(self, rows):
        return self.images[rows]


class FolderImages:
    """One folder of images per class; decoded when needed, so that they need not fit in memory. Needs Pillow."""

    def __init__(self, files, labels):
        self.files = files
        self.labels = torch.tensor(labels)
        self.threads = ThreadPoolExecutor(max_workers=8)

    def read(self, rows):
        return torch.stack(list(self.threads.map(self.decode, rows.tolist())))

    def decode(self, row):
        from PIL import Image

        with Image.open(self.files[row]) as image:
            image = image.convert("L" if CHANNELS == 1 else "RGB").resize((WIDTH, HEIGHT), Image.BILINEAR)
            return torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).reshape(HEIGHT, WIDTH, CHANNELS)


def read_idx(file):
    """Two zero bytes, type 8, the number of dimensions, each as a big-endian 32-bit number, the values."""
    data = Path(file).read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\\x1f\\x8b" else data
    if data[:3] != b"\\0\\0\\x08":
        raise SystemExit(f"{file}: expected an IDX file of bytes, got something else.")
    shape = struct.unpack_from(f">{data[3]}I", data, 4)
    return torch.frombuffer(bytearray(data[4 + 4 * data[3] :]), dtype=torch.uint8).reshape(shape)


def open_images(path):
    """Returns the images, and which rows are for training and which for testing."""
    path = Path(path)
    found = sorted(file for file in path.glob("*images*") if "idx3" in file.name)
    if found:
        images = IdxImages([(file, str(file).replace("images", "labels").replace("idx3", "idx1")) for file in found])
        # t10k and test sort before train; a folder with one pair of files has no split of its own.
        counts = [len(read_idx(file)) for file in found]
        is_test = torch.cat([torch.full((n,), "train" not in file.name) for n, file in zip(counts, found)])
        return images, *split(images.labels, is_test if len(found) > 1 else None)
    parts = [path / name for name in ("train", "test") if (path / name).is_dir()] or [path]
    classes = sorted(folder.name for folder in parts[0].iterdir() if folder.is_dir()) if parts[0].is_dir() else []
    if not classes:
        raise SystemExit(f"{path}: expected IDX files, or one folder of images per class (in train/ and test/ or alone).")
    files, labels, is_test = [], [], []
    for part in parts:
        for label, name in enumerate(classes):
            for file in sorted((part / name).glob("*")):
                if file.suffix.lower() in (".png", ".jpg", ".jpeg", ".bmp", ".pgm", ".ppm", ".webp"):
                    files.append(file)
                    labels.append(label)
                    is_test.append(part.name == "test")
    images = FolderImages(files, labels)
    return images, *split(images.labels, torch.tensor(is_test) if len(parts) > 1 else None)


def split(labels, is_test):
    """Without a split of the data's own every fifth image of each class is a test image."""
    if is_test is None:
        is_test = torch.zeros(len(labels), dtype=torch.bool)
        for label in labels.unique():
            is_test[(labels == label).nonzero()[4::5, 0]] = True
    rows = torch.arange(len(labels))
    return rows[~is_test], rows[is_test]


def batches(rows, size, seed):
    """Without end: every row once an epoch; a batch that reaches over the end of an epoch goes on in the next."""
    generator = torch.Generator().manual_seed(seed)
    order = rows[:0]
    while True:
        while len(order) < size:
            order = torch.cat([order, rows[torch.randperm(len(rows), generator=generator)]])
        yield order[:size]
        order = order[size:]
`;

/** Needs NAMES and OPTIONAL_NAMES, which say where a tensor of the page goes in the model. */
export const READ_WEIGHTS = `def read_safetensors(file):
    """Length of the header as a little-endian 64-bit number, the header as JSON, the values."""
    data = Path(file).read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    types = {"F32": torch.float32, "F16": torch.float16, "F64": torch.float64}
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] in types:
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            values = torch.frombuffer(bytearray(data[begin:end]), dtype=types[entry["dtype"]])
            tensors[name] = values.reshape(entry["shape"]).float()
    return tensors


@torch.no_grad()
def load_weights(model, file):
    """The weights that the page exports: kernels are HWIO, dense ones [in, out]; the head's [D, C] stay."""
    tensors = read_safetensors(file)
    places = model.state_dict()
    for name, place in {**NAMES, **OPTIONAL_NAMES}.items():
        if name not in tensors and name in OPTIONAL_NAMES:
            continue
        if name not in tensors:
            raise SystemExit(f"{file}: expected a tensor {name}, got only {', '.join(tensors)}.")
        tensor = tensors[name]
        if tensor.dim() == 4:
            tensor = tensor.permute(3, 2, 0, 1)
        elif tensor.dim() == 2 and name != "classWeights":
            tensor = tensor.T
        if tensor.numel() != places[place].numel():
            shapes = f"{tuple(places[place].shape)}, got {tuple(tensor.shape)}"
            raise SystemExit(f"{file}: {name} must be {shapes}. Check --classes and the page's settings.")
        places[place].copy_(tensor.reshape(places[place].shape))
`;
