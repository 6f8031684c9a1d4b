using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class UpdateKernelsTests
{
    private static readonly Action<int, UpdateArguments> s_adam = UpdateKernels.Adam;

    public static TheoryData<int> Lengths => [.. Enumerable.Range(1, 67), 1000, 40_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Plain_descent_agrees_with_the_formula_on_every_width_and_thread_count(int length)
    {
        (float[] value, float[] gradient, _, _) = Arrays(length);
        float[] actual = KernelRuns.SameEverywhere(value, length, y => Run(length, y, gradient, [], [], UpdateKernels.Descend));
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(value[i] - (0.5f * (gradient[i] + (0.25f * value[i]))), actual[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Momentum_agrees_with_the_formula_on_every_width_and_thread_count(int length)
    {
        (float[] value, float[] gradient, float[] velocity, _) = Arrays(length);
        float[] actual = KernelRuns.SameEverywhere(value, length, y => Run(length, y, gradient, [.. velocity], [], UpdateKernels.DescendWithMomentum));
        for (int i = 0; i < length; i++)
        {
            float speed = (0.75f * velocity[i]) + (0.3f * (gradient[i] + (0.25f * value[i])));
            Assert.Equal(value[i] - (0.5f * speed), actual[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Adam_agrees_with_the_formula_on_every_width_and_thread_count(int length)
    {
        (float[] value, float[] gradient, float[] mean, float[] square) = Arrays(length);
        float[] actual = KernelRuns.SameEverywhere(value, length, y => Run(length, y, gradient, [.. mean], [.. square], UpdateKernels.Adam));
        for (int i = 0; i < length; i++)
        {
            float m = (0.75f * mean[i]) + (0.3f * gradient[i]);
            float v = (0.9f * square[i]) + (0.1f * gradient[i] * gradient[i]);
            Assert.Equal(value[i] - (0.5f * m / (MathF.Sqrt(v * 1.5f) + 1e-3f)), actual[i]);
        }
    }

    [Fact]
    public void A_memory_of_gradients_that_vanished_becomes_zero_instead_of_denormal_and_NaN_stays()
    {
        float[] velocity = KernelRuns.SameEverywhere([1e-30f, -1e-30f, 1e-20f, float.NaN, -0f, 1e-38f], 6, y =>
        {
            float[] remembered = y[..6].ToArray();
            Run(6, new float[6], new float[6], remembered, [], UpdateKernels.DescendWithMomentum);
            remembered.CopyTo(y);
        });
        Assert.Equal(0, velocity[0]);
        Assert.Equal(0, velocity[1]);
        Assert.NotEqual(0, velocity[2]);
        Assert.True(float.IsNaN(velocity[3]));
        Assert.Equal(0, velocity[5]);
    }

    [Fact]
    public void Updates_allocate_nothing()
    {
        float[] array = new float[50_000];
        KernelRuns.AssertNoAllocation(() => Run(array.Length, array, array, array, array, s_adam));
    }

    private static (float[] Value, float[] Gradient, float[] First, float[] Second) Arrays(int length)
    {
        RandomStream random = new(51, "update");
        float[] second = KernelRuns.Values(random, length);
        return (KernelRuns.Values(random, length), KernelRuns.Values(random, length), KernelRuns.Values(random, length), Array.ConvertAll(second, MathF.Abs));
    }

    private static void Run(int length, Span<float> value, float[] gradient, float[] first, float[] second, Action<int, UpdateArguments> update)
    {
        fixed (float* v = value, g = gradient, f = first, s = second)
        {
            update(length, new UpdateArguments
            {
                Value = v,
                Gradient = g,
                First = f,
                Second = s,
                FirstDecay = 0.75f,
                FirstGain = 0.3f,
                SecondDecay = 0.9f,
                SecondGain = 0.1f,
                SecondCorrection = 1.5f,
                Epsilon = 1e-3f,
                Rate = 0.5f,
                WeightDecay = 0.25f,
            });
        }
    }
}
