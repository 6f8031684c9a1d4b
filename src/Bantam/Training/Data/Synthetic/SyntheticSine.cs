using Bantam.Model;

namespace Bantam.Training;

/// <summary>Noisy samples of one period of a sine: the smallest regression that a straight line cannot solve.</summary>
/// <remarks>Source: notes: line 1363.</remarks>
public static class SyntheticSine
{
    /// <summary>Makes the data set: t = sin(2πx) + noise, x uniform in [0, 1).</summary>
    /// <param name="seed">Decides every value.</param>
    /// <param name="train">The number of training samples, validation included, at least 1.</param>
    /// <param name="test">The number of test samples, at least 1.</param>
    /// <param name="noise">The standard deviation of the normal noise on the target, at least 0. It is the RMSE that no model beats.</param>
    /// <returns>Samples [1] with one target.</returns>
    public static DataSplits Create(ulong seed = 1, int train = 1000, int test = 200, double noise = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(train, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 1);
        if (!(noise >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "The standard deviation of the noise is 0 or more.");
        }

        return DataSplits.Carve(Part(new RandomStream(seed, "sine/train"), train, noise), Part(new RandomStream(seed, "sine/test"), test, noise), seed);
    }

    private static Dataset Part(RandomStream random, int count, double noise)
    {
        float[] inputs = new float[count];
        float[] targets = new float[count];
        for (int i = 0; i < count; i++)
        {
            inputs[i] = random.NextFloat();
            targets[i] = (float)(PortableMath.SinCosTurns(inputs[i]).Sine + (noise * random.NextNormal()));
        }

        return new Dataset("sine", new LearningTask.Regression(1), [1], inputs, targets, new Preprocessing.None());
    }
}
