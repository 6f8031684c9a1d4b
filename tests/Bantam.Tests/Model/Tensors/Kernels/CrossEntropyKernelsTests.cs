using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class CrossEntropyKernelsTests
{
    [Fact]
    public void Losses_and_gradients_agree_with_the_formula_for_all_class_counts_up_to_67()
    {
        RandomStream random = new(71, "cross-entropy");
        for (int classes = 1; classes <= 67; classes++)
        {
            float[] scores = Array.ConvertAll(KernelRuns.Values(random, 3 * classes), v => 10 * v);
            int[] labels = [0, classes / 2, classes - 1];
            float loss = KernelRuns.SameEverywhere(1, y => y[0] = Loss(scores, labels, classes))[0];
            float[] gradient = KernelRuns.SameEverywhere(3 * classes, y => Gradient(scores, labels, classes, y));
            double expected = 0;
            for (int n = 0; n < 3; n++)
            {
                double[] exponentials = [.. scores.Skip(n * classes).Take(classes).Select(v => Math.Exp(v))];
                double sum = exponentials.Sum();
                expected -= Math.Log(exponentials[labels[n]] / sum);
                for (int i = 0; i < classes; i++)
                {
                    Assert.Equal(((exponentials[i] / sum) - (labels[n] == i ? 1 : 0)) * 0.5, gradient[(n * classes) + i], 1e-6);
                }
            }

            Assert.Equal(expected, loss, 1e-5 * (1 + expected));
        }
    }

    [Fact]
    public void Gradients_of_learned_samples_are_zero_and_never_denormal()
    {
        float[] scores = [200, 100, 150, 101, 0, 60];
        float[] gradient = KernelRuns.SameEverywhere(6, y => Gradient(scores, [0, 0, 0], 2, y));
        Assert.Equal([0, 0, 0, 0], gradient[..4]);
        Assert.Equal(-0.5f, gradient[4]);
    }

    private static float Loss(float[] scores, int[] labels, int classes)
    {
        fixed (float* s = scores)
        fixed (int* l = labels)
        {
            return CrossEntropyKernels.Loss(new CrossEntropyArguments { Scores = s, Labels = l, Rows = labels.Length, Classes = classes });
        }
    }

    private static void Gradient(float[] scores, int[] labels, int classes, Span<float> result)
    {
        fixed (float* s = scores, g = result)
        fixed (int* l = labels)
        {
            CrossEntropyKernels.Gradient(new CrossEntropyArguments { Scores = s, Labels = l, Rows = labels.Length, Classes = classes }, 0.5f, g);
        }
    }
}
