using System.Globalization;
using System.Text;

namespace Bantam.Model;

/// <summary>Reverse-mode differentiation over recorded ops.</summary>
/// <remarks>
/// v̄ᵢ = Σ over the users j of i of v̄ⱼ · ∂vⱼ/∂vᵢ, from the result back to the leaves, each edge once
/// (notes: lines 1133-1149). The record is made while the program runs, so loops and conditions need no special form.
/// </remarks>
public static partial class Autograd
{
    extension(Tensor tensor)
    {
        /// <summary>Computes the gradient of this tensor with respect to every leaf that requires one, and adds it to the leaf's <c>Grad</c>.</summary>
        /// <remarks>Several passes add up until <c>Grad</c> is set to null. A tensor that is no leaf keeps its gradient where <c>RetainGrad</c> is set.</remarks>
        /// <param name="gradient">The gradient with which to start, of this tensor's shape; 1 for a scalar where omitted.</param>
        /// <param name="differentiable">Whether the gradients themselves are recorded, for second derivatives.</param>
        /// <exception cref="InvalidOperationException">Nothing was recorded, or this is no scalar and no gradient was given.</exception>
        /// <exception cref="NotDifferentiableException">An op on the way has no gradient.</exception>
        public void Backward(Tensor? gradient = null, bool differentiable = false)
        {
            if (!tensor.RequiresGrad)
            {
                throw new InvalidOperationException("Backward needs a recorded tensor, but nothing that this one was computed from requires a gradient. Set RequiresGrad = true on the leaves, outside of NoGrad.");
            }

            Tensor seed = gradient ?? ScalarSeed(tensor);
            if (seed.Type != tensor.Type)
            {
                throw new ShapeException($"Backward on a {tensor.Type} tensor needs a gradient of the same type, but got {seed.Type}.");
            }

            List<Tensor> given = [seed];
            Sweep(tensor, seed, differentiable, (receiver, contribution) => Accumulate(receiver, contribution, given));
        }

        /// <summary>The calls that this tensor was computed by, in an order in which every call comes after those it depends on.</summary>
        /// <returns>The calls; empty for a leaf.</returns>
        public IReadOnlyList<OpCall> RecordedCalls() => TopologicalOrder(tensor);

        /// <summary>The recorded computation as text, one call a line: <c>t3 = Multiply(t1, t2) : Float32[2]</c>.</summary>
        /// <returns>The text.</returns>
        public string DescribeRecord()
        {
            Dictionary<Tensor, string> names = new(ReferenceEqualityComparer.Instance);
            StringBuilder text = new();
            foreach (OpCall call in TopologicalOrder(tensor))
            {
                string arguments = string.Join(", ", call.Inputs.Select(input => NameOf(names, input)));
                text.Append(CultureInfo.InvariantCulture, $"{NameOf(names, call.Output)} = {call.Op.Name}({arguments}) : {call.Output.Type}\n");
            }

            return text.ToString();
        }
    }

    private static string NameOf(Dictionary<Tensor, string> names, Tensor tensor)
    {
        if (!names.TryGetValue(tensor, out string? name))
        {
            names[tensor] = name = $"t{names.Count}";
        }

        return name;
    }

    private static Tensor ScalarSeed(Tensor tensor)
    {
        if (tensor.Count != 1)
        {
            throw new InvalidOperationException($"Backward without a gradient needs a scalar, but this tensor is {tensor.Type}. Pass a gradient of its shape, or reduce it first, for example with Sum().");
        }

        return tensor.Element == ElementType.Float64 ? Tensor.Full(tensor.Shape, 1.0) : Tensor.Full(tensor.Shape, 1f);
    }

    /// <summary>Walks the record backward and hands every gradient that is to be kept to <paramref name="arrive"/>: those of leaves, one for each use, and those of tensors with <c>RetainGrad</c>.</summary>
    private static void Sweep(Tensor result, Tensor seed, bool differentiable, Action<Tensor, Tensor> arrive)
    {
        if (!differentiable)
        {
            using NoGrad quiet = new();
            Sweep(result, seed, arrive);
            return;
        }

        Sweep(result, seed, arrive);
    }

    private static void Sweep(Tensor result, Tensor seed, Action<Tensor, Tensor> arrive)
    {
        if (result.Origin is null)
        {
            arrive(result, seed);
            return;
        }

        Dictionary<Tensor, Tensor> gradients = new(ReferenceEqualityComparer.Instance) { [result] = seed };
        List<OpCall> order = TopologicalOrder(result);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            OpCall call = order[i];
            if (!gradients.Remove(call.Output, out Tensor? upstream))
            {
                continue;
            }

            if (call.Output.RetainGrad)
            {
                arrive(call.Output, upstream);
            }

            Tensor?[] inputGradients = call.Op.Gradient(call, upstream);
            for (int k = 0; k < call.Inputs.Count; k++)
            {
                Tensor input = call.Inputs[k];
                if (!input.RequiresGrad || inputGradients[k] is not { } contribution)
                {
                    continue;
                }

                if (input.Origin is null)
                {
                    arrive(input, contribution);
                }
                else
                {
                    gradients[input] = gradients.TryGetValue(input, out Tensor? sum) ? new Add().Apply(sum, contribution) : contribution;
                }
            }
        }
    }

    /// <summary>Adds to the gradient of a leaf or of a retained tensor. It is contiguous and shares memory with no other, so that its reader may change it in place.</summary>
    private static void Accumulate(Tensor receiver, Tensor gradient, List<Tensor> given)
    {
        if (receiver.Grad is { } soFar)
        {
            receiver.Grad = new Add().Apply(soFar, gradient);
            return;
        }

        bool isOwn = gradient.IsContiguous && !given.Exists(gradient.SharesStorageWith);
        receiver.Grad = isOwn ? gradient : new Contiguous().Apply(gradient);
        given.Add(receiver.Grad);
    }

    /// <summary>Depth-first, with an explicit stack: a long chain of ops must not overflow the call stack.</summary>
    private static List<OpCall> TopologicalOrder(Tensor result)
    {
        List<OpCall> order = [];
        HashSet<OpCall> visited = new(ReferenceEqualityComparer.Instance);
        Stack<(OpCall Call, int NextInput)> stack = new();
        Push(result);
        while (stack.TryPop(out (OpCall Call, int NextInput) top))
        {
            if (top.NextInput == top.Call.Inputs.Count)
            {
                order.Add(top.Call);
                continue;
            }

            stack.Push((top.Call, top.NextInput + 1));
            Push(top.Call.Inputs[top.NextInput]);
        }

        return order;

        void Push(Tensor tensor)
        {
            if (tensor.Origin is CallOrigin { Call: { } call } && visited.Add(call))
            {
                stack.Push((call, 0));
            }
        }
    }
}
