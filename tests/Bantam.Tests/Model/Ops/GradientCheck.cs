using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Compares gradients in Float64 with central differences: step 1e-5, relative error at most 1e-6.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-5;
    private const double RelativeError = 1e-6;

    /// <summary>Checks the gradient of ⟨r, f(x)⟩, r random, with respect to every input that is not constant.</summary>
    public static void First(Func<Tensor[], Tensor> function, Tensor[] inputs, int[] constants)
    {
        Tensor[] leaves = Leaves(inputs, constants);
        Tensor output = function(leaves);
        Tensor upstream = SampleTensors.Spread(output.Shape, new RandomStream(9, "upstream"));
        output.Backward(upstream);
        Compare(leaves, constants, [.. leaves.Select(leaf => leaf.Grad)], moved => Inner(function(moved), upstream));
    }

    /// <summary>Checks the gradient of ⟨v, f̄(x, r)⟩, where f̄ is the gradient for the upstream r: with respect to x and r.</summary>
    public static void Second(Func<Tensor[], Tensor> function, Tensor[] inputs, int[] constants)
    {
        Shape output = function(inputs).Shape;
        Tensor upstream = SampleTensors.Spread(output, new RandomStream(9, "upstream"));
        Tensor[] leaves = Leaves([.. inputs, upstream], constants);
        Tensor product = GradientProduct(function, leaves, constants, differentiable: true);
        foreach (Tensor leaf in leaves)
        {
            leaf.Grad = null;
        }

        product.Backward();
        Compare(leaves, constants, [.. leaves.Select(leaf => leaf.Grad)], moved =>
        {
            Tensor[] fresh = Leaves(moved, constants);
            return GradientProduct(function, fresh, constants, differentiable: false).Item<double>();
        });
    }

    private static Tensor GradientProduct(Func<Tensor[], Tensor> function, Tensor[] leaves, int[] constants, bool differentiable)
    {
        int count = leaves.Length - 1;
        function(leaves[..count]).Backward(leaves[count], differentiable);
        Tensor? sum = null;
        for (int i = 0; i < count; i++)
        {
            if (!constants.Contains(i) && leaves[i].Grad is { } gradient)
            {
                Tensor weights = SampleTensors.Spread(gradient.Shape, new RandomStream((ulong)i, "weights"));
                Tensor term = (weights * gradient).Sum();
                sum = sum is null ? term : sum + term;
            }
        }

        return sum!;
    }

    private static void Compare(Tensor[] leaves, int[] constants, Tensor?[] gradients, Func<Tensor[], double> value)
    {
        for (int k = 0; k < leaves.Length; k++)
        {
            for (int i = 0; !constants.Contains(k) && i < leaves[k].Count; i++)
            {
                double numeric = (Moved(k, i, Step) - Moved(k, i, -Step)) / (2 * Step);
                double exact = gradients[k] is { } gradient ? gradient.Span<double>()[i] : 0;
                double scale = Math.Max(0.1, Math.Max(Math.Abs(numeric), Math.Abs(exact)));
                Assert.True(Math.Abs(numeric - exact) <= RelativeError * scale, $"input {k}, element {i}: gradient {exact}, differences {numeric}");
            }
        }

        double Moved(int input, int element, double distance)
        {
            Tensor[] moved = [.. leaves.Select(leaf => leaf.Clone())];
            moved[input].Span<double>()[element] += distance;
            return value(moved);
        }
    }

    private static Tensor[] Leaves(Tensor[] inputs, int[] constants)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.Detach())];
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i].RequiresGrad = !constants.Contains(i);
        }

        return leaves;
    }

    private static double Inner(Tensor a, Tensor b) => a.ToArray<double>().Zip(b.ToArray<double>(), (x, y) => x * y).Sum();
}
