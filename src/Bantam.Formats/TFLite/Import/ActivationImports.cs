using Bantam.Model;

namespace Bantam.Formats;

/// <summary>SOFTMAX, and the activations that other operators apply to their outputs.</summary>
internal static class ActivationImports
{
    /// <summary>Input: scores along the last axis.</summary>
    public static void Softmax(OperatorImport op)
    {
        float beta = op.Options<TfliteSoftmaxOptions>().Beta;
        if (beta == 1)
        {
            op.Return(new Softmax(), op.Input(0));
        }
        else if (op.IsQuantized)
        {
            throw op.Unsupported(FormattableString.Invariant($"multiplies its quantized scores by {beta}"), "Use a softmax with beta 1.");
        }
        else
        {
            op.Return(new Softmax(), op.Step(".scaled", new Scale(beta), op.Input(0)));
        }
    }

    /// <summary>The op that computes an activation; null for one that Bantam does not know.</summary>
    public static Op? OpOf(TfliteActivation activation) => activation switch
    {
        TfliteActivation.Relu => new Relu(),
        TfliteActivation.ReluN1To1 => new Clip(-1, 1),
        TfliteActivation.Relu6 => new Relu6(),
        TfliteActivation.Tanh => new Tanh(),
        _ => null,
    };
}
