using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class AutomaticAugmentationTests
{
    [Fact]
    [Trait("Ledger", "S116")]
    public void TrivialAugment_draws_every_operation_equally_often()
    {
        const int Draws = 10_000;
        RandomStream random = new(1, "trivial");
        Dictionary<string, int> counts = TrivialAugment.Operations.ToDictionary(name => name, _ => 0);
        for (int i = 0; i < Draws; i++)
        {
            (AugmentationOp op, float strength) = TrivialAugment.Draw(random);
            counts[op.Name]++;
            Assert.InRange(strength, 0, 1);
        }

        Assert.Equal(14, counts.Count);
        double expected = Draws / 14.0;

        // 27.69 is the 99 % point of the chi-squared distribution with 13 degrees of freedom.
        Assert.True(counts.Values.Sum(n => (n - expected) * (n - expected) / expected) < 27.69);
    }

    [Fact]
    public void Every_operation_keeps_values_in_range_and_identity_keeps_them_all()
    {
        foreach (AugmentationOp op in AugmentationOp.All)
        {
            foreach (float strength in op.IsSigned ? new[] { -1f, 0, 1f } : [0, 0.5f, 1f])
            {
                Canvas canvas = new Canvas(108).Shaped([6, 6, 3], 255);
                float[] image = [.. Pictures.Ramp([6, 6, 3]).Select(x => MathF.Round(x * 255))];
                image.CopyTo(canvas.Values);
                op.Apply(canvas, strength);
                Assert.All(canvas.Values.ToArray(), x => Assert.InRange(x, 0, 255.001f));
                if (op.Name == "identity" || (op.IsSigned && strength == 0))
                {
                    Assert.All(canvas.Values.ToArray().Zip(image), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
                }
            }
        }
    }

    [Fact]
    public void RandAugment_checks_its_two_numbers()
    {
        Shape shape = [8, 8, 3];
        Assert.Equal(shape, new RandAugment(2, 0.5f).OutputShape(shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandAugment(0, 0.5f).OutputShape(shape));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandAugment(2, 1.5f).OutputShape(shape));
        Assert.NotEqual(Pictures.Ramp(shape), Pictures.Apply(new RandAugment(3, 1), shape, Pictures.Ramp(shape)));
    }
}
