using System.Reflection;
using System.Reflection.Emit;

namespace Bantam.Tests.Architecture;

/// <summary>Which types a compiled type uses: in its declaration, its members and their bodies.</summary>
/// <remarks>
/// Compiled code shows what source text hides: extension methods, inferred types, names that two folders share. It hides
/// only constants and <c>nameof</c>, which the compiler replaces by their values.
/// </remarks>
internal static class TypeUses
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The top-level types that a type and the types nested in it use; itself is among them if it does.</summary>
    internal static IReadOnlySet<Type> Of(Type type)
    {
        HashSet<Type> used = [];
        Collect(type, used);
        return used;
    }

    private static void Collect(Type type, HashSet<Type> used)
    {
        Add(type.BaseType, used);
        AddAll(type.GetInterfaces(), used);
        AddAll(type.GetGenericArguments(), used);
        foreach (FieldInfo field in type.GetFields(Declared))
        {
            Add(field.FieldType, used);
        }

        foreach (MethodBase method in type.GetConstructors(Declared).Concat<MethodBase>(type.GetMethods(Declared)))
        {
            AddMethod(method, used);
        }

        foreach (Type nested in type.GetNestedTypes(Declared))
        {
            Collect(nested, used);
        }
    }

    private static void AddMethod(MethodBase method, HashSet<Type> used)
    {
        Add((method as MethodInfo)?.ReturnType, used);
        AddAll(method.GetParameters().Select(parameter => parameter.ParameterType), used);
        if (method.IsGenericMethod)
        {
            AddAll(method.GetGenericArguments(), used);
        }

        if (method.GetMethodBody() is MethodBody body)
        {
            AddAll(body.LocalVariables.Select(local => local.LocalType), used);
            AddAll(from clause in body.ExceptionHandlingClauses where clause.Flags == ExceptionHandlingClauseOptions.Clause select clause.CatchType!, used);
            AddInstructions(method, body.GetILAsByteArray()!, used);
        }
    }

    private static void AddInstructions(MethodBase method, byte[] code, HashSet<Type> used)
    {
        Type[]? typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        Type[]? methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        int at = 0;
        while (at < code.Length)
        {
            short value = code[at++];
            OpCode instruction = OpCodesByValue[value == 0xFE ? (short)((value << 8) | code[at++]) : value];
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                AddMember(method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments)!, used);
            }

            at += OperandLength(instruction.OperandType, code, at);
        }
    }

    private static int OperandLength(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };

    private static void AddMember(MemberInfo member, HashSet<Type> used)
    {
        Add(member as Type ?? member.DeclaringType, used);
        if (member is MethodInfo { IsGenericMethod: true } method)
        {
            AddAll(method.GetGenericArguments(), used);
        }
    }

    private static void AddAll(IEnumerable<Type> types, HashSet<Type> used)
    {
        foreach (Type type in types)
        {
            Add(type, used);
        }
    }

    private static void Add(Type? type, HashSet<Type> used)
    {
        if (type is null || type.IsFunctionPointer)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(type.GetElementType(), used);
        }
        else if (type.IsGenericParameter)
        {
            AddConstraints(type, used);
        }
        else
        {
            AddNamed(type, used);
        }
    }

    private static void AddNamed(Type type, HashSet<Type> used)
    {
        AddAll(type.GenericTypeArguments, used);
        Type outermost = type;
        while (outermost.DeclaringType is Type outer)
        {
            outermost = outer;
        }

        used.Add(outermost.IsGenericType ? outermost.GetGenericTypeDefinition() : outermost);
    }

    // A constraint may name its own parameter (T : INumber<T>): parameters inside constraints are not followed again.
    private static void AddConstraints(Type parameter, HashSet<Type> used)
    {
        foreach (Type constraint in parameter.GetGenericParameterConstraints())
        {
            if (!constraint.IsGenericParameter)
            {
                used.Add(constraint.IsGenericType ? constraint.GetGenericTypeDefinition() : constraint);
                AddAll(constraint.GenericTypeArguments.Where(argument => !argument.ContainsGenericParameters), used);
            }
        }
    }
}
