using Bantam.Model;

namespace Bantam.Formats;

/// <summary>ADD, SUB, MUL and DIV. Inputs: two values whose shapes are broadcast.</summary>
internal static class ArithmeticImports
{
    public static void Add(OperatorImport op) => Return(op, new Add());

    public static void Sub(OperatorImport op) => Return(op, new Subtract());

    public static void Mul(OperatorImport op) => Return(op, new Multiply());

    public static void Div(OperatorImport op) => Return(op, new Divide());

    private static void Return(OperatorImport op, Op arithmetic) =>
        op.ReturnActivated(arithmetic, op.Options<TfliteArithmeticOptions>().Activation, op.Input(0), op.Input(1));
}
