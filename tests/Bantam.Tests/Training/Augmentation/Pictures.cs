using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>Small samples to transform, and one transform applied to one of them.</summary>
internal static class Pictures
{
    /// <summary>Floats that are all different, in [0, 1).</summary>
    public static float[] Ramp(Shape shape) => [.. Enumerable.Range(0, shape.Count).Select(i => i / (float)shape.Count)];

    public static float[] Apply(Transform transform, Shape shape, float[] values, ulong seed = 1)
    {
        Dataset data = new("pictures", new LearningTask.Classification(2), shape, values, new int[1], new Preprocessing.None());
        return new AugmentationRun(new Augmentation(transform), data, seed).Raw(0).ToArray();
    }

    /// <summary>Byte images of noise, of classes 0 to 9 in turn.</summary>
    public static Dataset Bytes(int count, Shape shape, string name = "pictures")
    {
        RandomStream random = new(7, "pictures");
        byte[] values = new byte[count * shape.Count];
        foreach (ref byte value in values.AsSpan())
        {
            value = (byte)random.NextUInt32();
        }

        return new Dataset(name, new LearningTask.Classification(10), shape, values, Enumerable.Range(0, count).Select(i => i % 10).ToArray(), new Preprocessing.Unit());
    }
}
