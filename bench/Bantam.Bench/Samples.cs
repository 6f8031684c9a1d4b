using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Random data, and how far two results are apart.</summary>
internal static unsafe class Samples
{
    /// <summary>Standard normal values from a stream of a given name.</summary>
    public static Tensor Normal(Shape shape, string name)
    {
        Tensor tensor = Tensor.Zeros(shape);
        RandomStream random = new(1, name);
        foreach (ref float value in tensor.Span<float>())
        {
            value = (float)random.NextNormal();
        }

        return tensor;
    }

    /// <summary>Class indices.</summary>
    public static Tensor Labels(int count, int classes)
    {
        Tensor tensor = Tensor.Full(new Shape(count), 0);
        RandomStream random = new(1, "labels");
        foreach (ref int label in tensor.Span<int>())
        {
            label = random.NextInt32(classes);
        }

        return tensor;
    }

    /// <summary>Where a tensor lies. Tensors never move.</summary>
    public static float* Address(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.Span<float>()));

    /// <summary>The largest difference of two results, over the largest value.</summary>
    public static double Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        if (ours.Length != theirs.Length)
        {
            return double.PositiveInfinity;
        }

        double largest = 1e-30;
        double difference = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(theirs[i]));
            difference = Math.Max(difference, Math.Abs(ours[i] - theirs[i]));
        }

        // A NaN on either side makes the quotient one, which is within no tolerance.
        return difference / largest;
    }
}
