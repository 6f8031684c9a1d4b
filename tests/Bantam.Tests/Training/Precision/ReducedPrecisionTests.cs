using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>What storage in 16 bits does to gradients, and what loss scaling does about it.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ReducedPrecisionTests
{
    /// <summary>The loss is a mean over so many values, as where each pixel of a large image is predicted.</summary>
    private const int Pixels = 1 << 20;

    private static readonly DataSplits s_sine = SyntheticSine.Create(train: 320);

    [Theory]
    [InlineData(StorageFormat.Float32, 1, 1.4901161e-8f)]
    [InlineData(StorageFormat.BFloat16, 1, 1.4901161e-8f)]
    [InlineData(StorageFormat.Float16, 1, 0)]
    [InlineData(StorageFormat.Float16, 1024, 1.4901161e-8f)]
    [Trait("Ledger", "S343")]
    public void A_gradient_of_1e_8_vanishes_in_half_precision_unless_it_is_scaled(StorageFormat storage, float scale, float expected)
    {
        // w̄ = x·(w·x − t) = 2⁻¹²·(2⁻¹² − (2⁻¹² − 2⁻¹⁴)) = 2⁻²⁶; halves end at 2⁻²⁴.
        Graph net = Graph.Create([1], x => x.Dense(1));
        net.Values[net.Parameters[0]].Span<float>()[0] = 1;
        net.Values[net.Parameters[1]].Span<float>()[0] = 0;
        float x = 1f / (1 << 12);
        TrainingStep step = new(net, (y, t) => new SquaredError().Apply(y, t), Tensor.From([1, 1], x), Tensor.From([1, 1], x - (1f / (1 << 14))), storage)
        {
            LossScale = scale,
        };
        step.Run();
        Assert.Equal(expected, step.Gradients[0].Gradient.Item<float>() / scale);
    }

    [Fact]
    [Trait("Ledger", "S343")]
    public void A_training_stalls_in_half_precision_and_learns_with_loss_scaling_or_in_the_other_formats()
    {
        double full = LossAfterTraining(StorageFormat.Float32, LossScaling.None);
        double brain = LossAfterTraining(StorageFormat.BFloat16, LossScaling.None);
        double half = LossAfterTraining(StorageFormat.Float16, LossScaling.None);
        double fixedScale = LossAfterTraining(StorageFormat.Float16, LossScaling.Static(65536));
        double dynamicScale = LossAfterTraining(StorageFormat.Float16, LossScaling.Dynamic);
        string measured = $"Float32 {full:g4}, BFloat16 {brain:g4}, Float16 {half:g4}, with static scaling {fixedScale:g4}, with dynamic {dynamicScale:g4}";
        TestContext.Current.TestOutputHelper?.WriteLine(measured);

        Assert.True(half > 4 * full, measured);
        Assert.InRange(fixedScale, 0.9 * full, 1.2 * full);
        Assert.InRange(dynamicScale, 0.9 * full, 1.2 * full);
        Assert.InRange(brain, 0.8 * full, 1.5 * full);
    }

    [Fact]
    public void A_dynamic_factor_that_starts_too_high_skips_steps_until_gradients_fit()
    {
        LossScaling high = LossScaling.Dynamic with { Factor = 1 << 30 };
        TrainingOptions options = SmallTraining.Options() with { Precision = StorageFormat.Float16, LossScaling = high };
        TrainingResult result = SmallTraining.Run(options);
        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss);

        TrainingDivergedException fault = Assert.Throws<TrainingDivergedException>(() => SmallTraining.Run(options with { LossScaling = LossScaling.Static(1 << 30) }));
        Assert.Equal(NonFiniteKind.Gradient, fault.FirstNonFinite!.What);
        Assert.Contains("scale the loss dynamically", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_single_precision_a_factor_that_is_a_power_of_2_changes_no_bit()
    {
        string plain = SmallTraining.Run(SmallTraining.Options()).Graph.ContentHash();
        Assert.Equal(plain, SmallTraining.Run(SmallTraining.Options() with { LossScaling = LossScaling.Static(4096) }).Graph.ContentHash());
        Assert.NotEqual(plain, SmallTraining.Run(SmallTraining.Options() with { Precision = StorageFormat.BFloat16 }).Graph.ContentHash());
    }

    [Fact]
    public void Master_weights_keep_what_the_storage_format_would_round_away()
    {
        Graph trained = SmallTraining.Run(SmallTraining.Options() with { Precision = StorageFormat.BFloat16 }).Graph;
        ReadOnlySpan<float> weights = trained.Values[trained.Parameters[0]].Span<float>();
        Assert.Contains(weights.ToArray(), weight => StorageFormat.BFloat16.Round(weight) != weight);
    }

    [Fact]
    public void Every_output_and_gradient_of_a_step_is_a_number_of_the_format()
    {
        Graph net = SmallTraining.Network.WithSeed(2);
        TrainingStep step = new(
            net,
            (y, t) => new SoftmaxCrossEntropy().Apply(y, t),
            SampleTensors.Uniform(net.Input.SampleShape.WithBatch(4)),
            Tensor.From([4], 1, 2, 3, 4),
            StorageFormat.Float16);
        step.Run();
        AssertStored(step.Output);
        Assert.All(step.Gradients, p => AssertStored(p.Gradient));
        step.Observe((_, output) => AssertStored(output));

        static void AssertStored(Tensor tensor) => Assert.All(tensor.ToArray<float>(), value => Assert.Equal(value, StorageFormat.Float16.Round(value)));
    }

    [Fact]
    public void Steps_with_rounding_scaling_accumulation_and_clipping_allocate_nothing()
    {
        Graph net = SmallTraining.Network.WithSeed(2);
        TrainingStep step = new(
            net,
            (y, t) => new SoftmaxCrossEntropy().Apply(y, t),
            SampleTensors.Uniform(net.Input.SampleShape.WithBatch(8)),
            Tensor.From([8], 1, 2, 3, 4, 5, 6, 7, 8),
            StorageFormat.Float16);
        LossScaler scaler = new(LossScaling.Dynamic);
        OptimizerState optimizer = new(new Adam());
        GradientSum sum = new();
        Run();
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run()
        {
            step.LossScale = scaler.Factor;
            step.Run();
            sum.Start(step.Gradients, 0.5f);
            step.Run();
            sum.Add(step.Gradients, 0.5f);
            Assert.True(GradientArithmetic.AreFinite(sum.Gradients));
            scaler.Unscale(sum.Gradients);
            GradientArithmetic.Clip(sum.Gradients, 0.1f);
            optimizer.Step(sum.Gradients);
        }
    }

    [Fact]
    public void Scaling_rules_that_cannot_work_are_refused()
    {
        LossScaling[] impossible =
        [
            LossScaling.Static(0),
            LossScaling.Static(float.NaN),
            LossScaling.Static(float.PositiveInfinity),
            LossScaling.Dynamic with { GrowthInterval = -1 },
            LossScaling.Dynamic with { Growth = 1 },
            LossScaling.Dynamic with { BackOff = 1 },
        ];
        Assert.All(impossible, rule => Assert.Throws<ArgumentException>(() => SmallTraining.Run(SmallTraining.Options() with { LossScaling = rule })));
    }

    private static double LossAfterTraining(StorageFormat precision, LossScaling scaling) => Trainer.Run(
        Mlps.Mlp([1], [16], 1, x => x),
        s_sine.Train,
        new TrainingOptions
        {
            Epochs = 60,
            BatchSize = 32,
            Loss = new MeanOverPixels(),
            Optimizer = new Sgd(0.1f * Pixels, 0.9f),
            Precision = precision,
            LossScaling = scaling,
        }).Epochs[^1].Loss * Pixels;

    /// <summary>The squared error as a mean over many values, of which all others are zero.</summary>
    private sealed record MeanOverPixels : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => new SquaredError().Infer(inputs);

        public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
            [new SquaredErrorGradient().Apply(call.Inputs[0], call.Inputs[1], (1.0 / Pixels) * upstream), null];

        protected internal override void Compute<T>(OpCall call)
        {
            new SquaredError().Compute<T>(call);
            call.Out<T>()[0] /= T.CreateSaturating(Pixels);
        }
    }
}
