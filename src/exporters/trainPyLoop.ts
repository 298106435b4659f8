/** The part of `train.py` that trains: on one machine, or in as many processes as torchrun starts. */

/** Needs Model, CLASSES and the other constants of the run. */
export const TRAIN = `def to_input(images, device):
    """Bytes [n, H, W, I] -> numbers from 0 to 1, [n, I, H, W]."""
    return images.to(device).permute(0, 3, 1, 2).float() / 255


def make_optimizer(model, learning_rate):
    if OPTIMIZER == "sgd":
        return torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=MOMENTUM)
    # As Kingma & Ba 2015: epsilon outside the root of the corrected second moment.
    return torch.optim.Adam(model.parameters(), lr=learning_rate, betas=(0.9, 0.999), eps=1e-7)


def ramp_at(step):
    """Share of the margin that is in force: it grows from 0 to 1 over the first MARGIN_RAMP steps."""
    return min(1.0, step / MARGIN_RAMP) if MARGIN_RAMP > 0 else 1.0


def train_step(model, optimizer, images, labels, step, margins=None):
    """One step; returns the cross-entropy before it. margins [B]: given instead of drawn (the ramp is then in them)."""
    optimizer.zero_grad(set_to_none=True)
    logits, loss = model(images, labels, ramp_at(step), margins)
    loss.backward()
    optimizer.step()
    return float(functional.cross_entropy(logits.detach(), labels))


def read_options():
    parser = argparse.ArgumentParser(description="Trains on with the settings of a Margin Lab page.")
    parser.add_argument("--data", required=True, help="IDX files, or one folder of images per class")
    parser.add_argument("--weights", help="weights.safetensors of the page; without: new random weights")
    parser.add_argument("--classes", type=int, default=CLASSES, help="classes that are trained, the first ones")
    parser.add_argument("--held-out", type=int, default=HELD_OUT, help="classes after those, only for verification")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--batch", type=int, default=BATCH, help="images in a step, of all processes together")
    parser.add_argument("--lr", type=float, default=LEARNING_RATE)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--save", help="writes the model's state there at the end (torch.save)")
    return parser.parse_args()


def main():
    options = read_options()
    rank, processes = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    local_rank = int(os.environ.get("LOCAL_RANK", 0))
    device = torch.device("cuda", local_rank) if torch.cuda.is_available() else torch.device("cpu")
    if options.batch % processes:
        raise SystemExit(f"--batch: expected a multiple of {processes} processes, got {options.batch}.")
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if processes > 1:
        distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")

    images, train_rows, test_rows = open_images(options.data)
    there, first_unused = int(images.labels.max()) + 1, options.classes + options.held_out
    if there < first_unused:
        raise SystemExit(f"{options.data}: expected at least {first_unused} classes, got {there}. Lower --classes or --held-out.")
    trained = images.labels < options.classes
    held_out = ((images.labels >= options.classes) & (images.labels < first_unused)).nonzero()[:, 0]
    train_rows, test_rows = train_rows[trained[train_rows]], test_rows[trained[test_rows]]

    torch.manual_seed(options.seed)  # the same weights in every process
    model = Model(options.classes).to(device)
    if options.weights:
        load_weights(model, options.weights)
    wrapped = model
    if processes > 1:
        wrapped = nn.parallel.DistributedDataParallel(model, device_ids=[local_rank] if device.type == "cuda" else None)
    optimizer = make_optimizer(model, options.lr)
    torch.manual_seed(options.seed + 1 + rank)  # other margins in every process
    order = batches(train_rows, options.batch, options.seed)
    started = time.perf_counter()
    for step in range(options.steps):
        rows = next(order)[rank::processes]
        labels = images.labels[rows].to(device)
        loss = train_step(wrapped, optimizer, to_input(images.read(rows), device), labels, step)
        if not math.isfinite(loss):
            raise SystemExit(f"step {step}: the loss is {loss}. Lower --lr.")
        if rank == 0 and (step % 50 == 0 or step == options.steps - 1):
            seconds = time.perf_counter() - started
            print(f"step {step}  loss {loss:.4f}  {(step + 1) * options.batch / seconds:.0f} images/s", flush=True)

    if rank == 0:
        print(f"test accuracy {measure_accuracy(model, images, test_rows, device):.4f} on {len(test_rows)} images")
        if options.held_out > 0:
            for name, value in verify(model, images, held_out, device).items():
                print(f"held-out {name} {value:.4f}" if isinstance(value, float) else f"held-out {name} {value}")
        else:
            print("verification was not measured: no class is held out (--held-out N)")
        if options.save:
            torch.save(model.state_dict(), options.save)
    if processes > 1:
        distributed.barrier()
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`;
