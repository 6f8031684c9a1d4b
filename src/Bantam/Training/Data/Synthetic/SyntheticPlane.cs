using Bantam.Model;

namespace Bantam.Training;

/// <summary>Points of a plane in two classes that no straight line separates.</summary>
public static class SyntheticPlane
{
    /// <summary>Two half circles of radius 1, each reaching into the other.</summary>
    /// <param name="seed">Decides every value.</param>
    /// <param name="train">The number of training samples, validation included, at least 10.</param>
    /// <param name="test">The number of test samples, at least 1.</param>
    /// <param name="noise">The standard deviation of the noise on both coordinates, at least 0.</param>
    /// <returns>Samples [2] of two classes.</returns>
    public static DataSplits Moons(ulong seed = 1, int train = 1000, int test = 500, double noise = 0.1) => Create("moons", seed, (train, test), noise, (label, t) =>
    {
        (double sine, double cosine) = PortableMath.SinCosTurns(t / 2);
        return label == 0 ? (cosine, sine) : (1 - cosine, 0.5 - sine);
    });

    /// <summary>Two arms that wind once and a half around the origin, half a turn apart.</summary>
    /// <param name="seed">Decides every value.</param>
    /// <param name="train">The number of training samples, validation included, at least 10.</param>
    /// <param name="test">The number of test samples, at least 1.</param>
    /// <param name="noise">The standard deviation of the noise on both coordinates, at least 0.</param>
    /// <returns>Samples [2] of two classes.</returns>
    public static DataSplits Spirals(ulong seed = 1, int train = 1000, int test = 500, double noise = 0.02) => Create("spirals", seed, (train, test), noise, (label, t) =>
    {
        (double sine, double cosine) = PortableMath.SinCosTurns((1.5 * t) + (0.5 * label));
        double radius = 0.1 + (0.9 * t);
        return (radius * cosine, radius * sine);
    });

    private static DataSplits Create(string name, ulong seed, (int Train, int Test) counts, double noise, Func<int, double, (double X, double Y)> curve)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(counts.Train, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(counts.Test, 1);
        if (!(noise >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "The standard deviation of the noise is 0 or more.");
        }

        return DataSplits.Carve(Part("train", counts.Train), Part("test", counts.Test), seed);

        Dataset Part(string part, int count)
        {
            RandomStream random = new(seed, $"{name}/{part}");
            float[] points = new float[2 * count];
            int[] labels = new int[count];
            for (int i = 0; i < count; i++)
            {
                labels[i] = i % 2;
                (double x, double y) = curve(labels[i], random.NextDouble());
                points[2 * i] = (float)(x + (noise * random.NextNormal()));
                points[(2 * i) + 1] = (float)(y + (noise * random.NextNormal()));
            }

            return new Dataset(name, new LearningTask.Classification(2), [2], points, labels, new Preprocessing.None());
        }
    }
}
