using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class SyntheticShapesTests
{
    [Fact]
    public void Without_noise_each_point_lies_on_its_curve()
    {
        Dataset moons = SyntheticPlane.Moons(noise: 0).Train;
        Dataset spirals = SyntheticPlane.Spirals(noise: 0).Train;
        float[] p = new float[2];
        for (int i = 0; i < moons.Count; i++)
        {
            moons.CopyInput(i, p);
            (float x, float y) = moons.Label(i) == 0 ? (p[0], p[1]) : (1 - p[0], 0.5f - p[1]);
            Assert.Equal(1, (x * x) + (y * y), 1e-5f);
            Assert.True(y >= -1e-5f);
            spirals.CopyInput(i, p);
            Assert.InRange(MathF.Sqrt((p[0] * p[0]) + (p[1] * p[1])), 0.0999f, 1.0001f);
        }
    }

    [Theory]
    [InlineData("moons")]
    [InlineData("spirals")]
    [InlineData("tones")]
    [InlineData("motion")]
    public void A_seed_decides_every_value_and_classes_are_balanced(string name)
    {
        Dataset first = DatasetCatalog.Load(name, root: "").Test;
        Dataset again = DatasetCatalog.Load(name, root: "").Test;
        Dataset other = DatasetCatalog.Load(name, root: "", seed: 2).Test;
        float[][] inputs = [.. new[] { first, again, other }.Select(data =>
        {
            float[] input = new float[data.InputShape.Count];
            data.CopyInput(3, input);
            return input;
        })];
        Assert.Equal(inputs[0], inputs[1]);
        Assert.NotEqual(inputs[0], inputs[2]);
        Assert.Equal(1, ClassBalance.Of(first).Imbalance, 0.01);
    }
}
