using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Tensors with known contents for tests.</summary>
internal static class SampleTensors
{
    /// <summary>Uniform values in [−1, 1), the same for the same seed.</summary>
    public static Tensor Uniform(Shape shape, ulong seed = 1)
    {
        Tensor tensor = Tensor.Zeros(shape);
        RandomStream random = new(seed, "sample");
        foreach (ref float value in tensor.Span<float>())
        {
            value = random.Uniform(-1, 1);
        }

        return tensor;
    }

    /// <summary>
    /// Float64 values −1 to 1 on an even grid in random order: no two are nearer than the grid, and none is at 0, so that
    /// maxima and rectifiers have no kink within reach of a small step.
    /// </summary>
    public static Tensor Spread(Shape shape, RandomStream random, double low = -1, double high = 1)
    {
        double[] values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = low + ((i + 0.37) / values.Length * (high - low));
        }

        random.Shuffle<double>(values);
        return Tensor.From<double>(shape, values);
    }

    /// <summary>The same values as Float32.</summary>
    public static Tensor ToFloat32(Tensor tensor) =>
        tensor.Element == ElementType.Float64 ? Tensor.From<float>(tensor.Shape, [.. tensor.ToArray<double>().Select(value => (float)value)]) : tensor.Clone();

    /// <summary>The same values as Float64.</summary>
    public static Tensor ToFloat64(Tensor tensor) =>
        tensor.Element == ElementType.Float32 ? Tensor.From<double>(tensor.Shape, [.. tensor.ToArray<float>().Select(value => (double)value)]) : tensor.Clone();

    /// <summary>A Float32 leaf whose gradient is wanted.</summary>
    public static Tensor Leaf(Shape shape, params ReadOnlySpan<float> values) => Required(Tensor.From(shape, values));

    /// <summary>A Float64 leaf whose gradient is wanted.</summary>
    public static Tensor Leaf64(Shape shape, params ReadOnlySpan<double> values) => Required(Tensor.From(shape, values));

    /// <summary>Every value within a tolerance of the expected one.</summary>
    public static void AssertNear(ReadOnlySpan<double> expected, Tensor actual, double tolerance)
    {
        double[] values = ToFloat64(actual).ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.InRange(values[i], expected[i] - tolerance, expected[i] + tolerance);
        }
    }

    private static Tensor Required(Tensor tensor)
    {
        tensor.RequiresGrad = true;
        return tensor;
    }
}
