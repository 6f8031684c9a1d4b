using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Single ops on activations of usual size, against their reference kernels, which are plain loops.</summary>
internal static class OpsBench
{
    // References add Float32 numbers one after another, 512 of them in a row.
    private const double Tolerance = 1e-4;

    private static readonly Shape s_images = [32, 16, 16, 32];

    private static readonly (string Name, Op Op, Shape[] Inputs)[] s_cases =
    [
        ("sigmoid", new Sigmoid(), [s_images]),
        ("tanh", new Tanh(), [s_images]),
        ("elu", new Elu(), [s_images]),
        ("hard-swish", new HardSwish(), [s_images]),
        ("exp", new Exp(), [s_images]),
        ("log", new Log(), [s_images]),
        ("sqrt", new Sqrt(), [s_images]),
        ("power-2", new Power(2), [s_images]),
        ("sign", new Sign(), [s_images]),
        ("softmax-10", new Softmax(), [[4096, 10]]),
        ("log-softmax-10", new LogSoftmax(), [[4096, 10]]),
        ("log-softmax-512", new LogSoftmax(), [[128, 512]]),
        ("max-of-pixels", new Max { Axes = [1, 2] }, [s_images]),
        ("max-of-rows", new Max { Axes = [-1] }, [[128, 512]]),
        ("sum-of-rows", new Sum { Axes = [-1] }, [[128, 512]]),
        ("argmax-10", new ArgMax(), [[4096, 10]]),
        ("argmax-512", new ArgMax(), [[128, 512]]),
        ("layer-norm", new Standardize([1, 2, 3]), [s_images]),
        ("instance-norm", new Standardize([1, 2]), [s_images]),
        ("average-pool", new AveragePool(), [s_images]),
        ("add-bias", new Add(), [s_images, [32]]),
        ("scale-channels", new Multiply(), [s_images, [32, 1, 1, 32]]),
        ("concat", new Concat(), [s_images, s_images]),
        ("slice", new Slice(-1, 8, 16), [s_images]),
        ("pad", new Pad([0, 1, 1, 0], [0, 1, 1, 0]), [s_images]),
        ("transpose", new Contiguous(), [[32, 256, 32]]),
        ("batched-matmul", new MatMul(), [[32, 64, 32], [32, 32, 64]]),
    ];

    public static void Run(BenchRun run)
    {
        foreach ((string name, Op op, Shape[] shapes) in s_cases)
        {
            if (run.Options.Wants(name))
            {
                Tensor[] inputs = [.. shapes.Select(shape => Samples.Normal(shape, "input"))];
                Measure(run, name, op, op is Contiguous ? [new Transpose().Apply(inputs[0])] : inputs);
            }
        }
    }

    private static void Measure(BenchRun run, string name, Op op, Tensor[] inputs)
    {
        OpCall ours = new(op, inputs, Tensor.Zeros(op.Infer([.. inputs.Select(input => input.Type)])));
        run.Measure(new Workload(name, "Melem/s", 1e-6 * inputs[0].Count, () => op.Run(ours), Tolerance: Tolerance), new Challenger("reference", () =>
        {
            OpCall theirs = new(op, inputs, Tensor.Zeros(ours.Output.Type));
            op.Run(ours);
            op.Compute<float>(theirs);
            return new Prepared(() => op.Compute<float>(theirs), Differences(ours.Output.ToArray<float>(), theirs.Output.ToArray<float>()));
        }));
    }

    /// <summary>The largest difference; what is NaN on both sides agrees.</summary>
    private static double Differences(float[] ours, float[] theirs) =>
        ours.Zip(theirs, (a, b) => float.IsNaN(a) && float.IsNaN(b) ? 0 : (double)Math.Abs(a - b)).Max();
}
